using System.Text;
using Qwak.Core.Encryption;

namespace Qwak.Core.Tests.Encryption;

/// <summary>The layouts byte for byte: each part is a 32-bit big-endian length and its bytes.</summary>
public sealed class AssociatedDataTests
{
    private static readonly string[] Place =
    [
        "00000002" + "0101",
        "00000020" + Hex(EnvelopeVectors.EnvironmentId),
        "00000020" + Hex(EnvelopeVectors.SecretId),
        "0000000b" + Hex("aws-api-key"),
        "00000008" + "0000000000000007",
    ];

    [Fact]
    public void A_value_is_bound_to_format_algorithm_environment_secret_name_and_version() => Is(
        AssociatedData.ForValue(EnvelopeVectors.Place), ["0000000a" + Hex("qwak/value"), .. Place]);

    [Fact]
    public void A_wrapped_key_is_bound_to_the_same_and_the_key_id() => Is(
        AssociatedData.ForDataKey(EnvelopeVectors.Place, EnvelopeVectors.KeyId),
        ["00000008" + Hex("qwak/dek"), .. Place, "00000020" + Hex(EnvelopeVectors.KeyId)]);

    [Fact]
    public void A_service_key_is_bound_to_purpose_id_and_key_id() => Is(
        AssociatedData.ForServiceKey("api-key-hash", "id1", EnvelopeVectors.KeyId),
        ["00000010" + Hex("qwak/service-key"), "0000000c" + Hex("api-key-hash"), "00000003" + Hex("id1"), "00000020" + Hex(EnvelopeVectors.KeyId)]);

    [Fact]
    public void A_key_encryption_key_is_bound_to_its_id_and_the_seal() => Is(
        AssociatedData.ForKeyEncryptionKey(EnvelopeVectors.KeyId, "seal-id"),
        ["00000008" + Hex("qwak/kek"), "00000020" + Hex(EnvelopeVectors.KeyId), "00000007" + Hex("seal-id")]);

    [Fact]
    public void Parts_that_run_into_each_other_give_different_bytes()
    {
        Assert.NotEqual(
            AssociatedData.ForValue(new VersionPlace("ab", "c", "name", 1)), AssociatedData.ForValue(new VersionPlace("a", "bc", "name", 1)));
        Assert.NotEqual(AssociatedData.ForServiceKey("a", "bc", "d"), AssociatedData.ForServiceKey("ab", "c", "d"));
    }

    [Fact]
    public void Text_beyond_ascii_counts_its_bytes_in_utf8() => Is(
        AssociatedData.ForKeyEncryptionKey("é", "€"), ["00000008" + Hex("qwak/kek"), "00000002" + "c3a9", "00000003" + "e282ac"]);

    private static string Hex(string text) => Convert.ToHexStringLower(Encoding.ASCII.GetBytes(text));

    private static void Is(byte[] actual, string[] parts) => Assert.Equal(string.Concat(parts), Convert.ToHexStringLower(actual));
}
