using Qwak.Core.Encryption;
using static Qwak.Core.Tests.Encryption.EnvelopeVectors;

namespace Qwak.Core.Tests.Encryption;

public sealed class EnvelopeTests
{
    private static readonly KeyEncryptionKey A = KeyEncryptionKey.New();
    private static readonly KeyEncryptionKey B = KeyEncryptionKey.New();

    [Fact]
    public void Both_boxes_have_the_known_bytes()
    {
        using var value = SecretValue.FromString(EnvelopeVectors.Value);
        Assert.Equal(WrappedDek, SealedBox.Seal(Kek, WrapNonce, Dek, AssociatedData.ForDataKey(Place, KeyId)));
        Assert.Equal(Ciphertext, SealedBox.Seal(Dek, ValueNonce, value.RevealUtf8(), AssociatedData.ForValue(Place)));
        Assert.Equal(EmptyCiphertext, SealedBox.Seal(Dek, ValueNonce, [], AssociatedData.ForValue(Place)));
    }

    [Fact]
    public void A_version_that_another_implementation_made_opens()
    {
        Assert.Equal(EnvelopeVectors.Value, Open(Keyring(), Place, EnvelopeVectors.Version));
        Assert.Equal("", Open(Keyring(), Place, EnvelopeVectors.Version with { Ciphertext = EmptyCiphertext }));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1 << 20)]
    public void A_value_comes_back_byte_for_byte(int length)
    {
        var text = string.Concat(Enumerable.Range(0, length).Select(i => (char)('!' + (i % 90))));
        var version = Seal(A, Place, text);
        Assert.Equal(text, Open(new Keyring(A, [A]), Place, version));
        Assert.Equal(length + SealedBox.Overhead, version.Ciphertext.Length);
    }

    [Fact]
    public void Sealing_twice_shares_neither_key_nor_nonce_nor_bytes()
    {
        var (one, two) = (Seal(A, Place, "same"), Seal(A, Place, "same"));
        Assert.NotEqual(one.WrappedDek, two.WrappedDek);
        Assert.NotEqual(one.Ciphertext, two.Ciphertext);
        Assert.Throws<IntegrityException>(() => Open(new Keyring(A, [A]), Place, one with { WrappedDek = two.WrappedDek }));
    }

    [Fact]
    public void Every_flipped_byte_of_either_part_is_refused()
    {
        foreach (var part in new[] { EnvelopeVectors.Version.WrappedDek.Length, EnvelopeVectors.Version.Ciphertext.Length }.Index())
        {
            for (var i = 0; i < part.Item; i++)
            {
                for (var mask = 1; mask < 256; mask <<= 1)
                {
                    var version = EnvelopeVectors.Version;
                    (part.Index == 0 ? version.WrappedDek : version.Ciphertext)[i] ^= (byte)mask;
                    Assert.Throws<IntegrityException>(() => Open(Keyring(), Place, version));
                }
            }
        }
    }

    [Fact]
    public void A_version_opens_in_its_own_place_only()
    {
        VersionPlace[] others =
        [
            Place with { EnvironmentId = SecretId }, Place with { SecretId = EnvironmentId }, Place with { Name = "aws-api-keys" },
            Place with { Version = 6 }, Place with { Version = 8 },
        ];
        Assert.All(others, other => Assert.Throws<IntegrityException>(() => Open(Keyring(), other, EnvelopeVectors.Version)));
    }

    [Fact]
    public void The_parts_of_two_versions_cannot_be_exchanged()
    {
        var ring = new Keyring(A, [A]);
        var later = Place with { Version = 8 };
        var (one, two) = (Seal(A, Place, "one"), Seal(A, later, "two"));
        Assert.Throws<IntegrityException>(() => Open(ring, Place, two));
        Assert.Throws<IntegrityException>(() => Open(ring, Place, one with { WrappedDek = two.WrappedDek }));
        Assert.Throws<IntegrityException>(() => Open(ring, Place, one with { Ciphertext = two.Ciphertext }));
        Assert.Throws<IntegrityException>(() => Open(ring, Place, one with { Ciphertext = one.WrappedDek }));
        Assert.Throws<IntegrityException>(() => Open(ring, Place, new SealedVersion(one.KeyId, one.Ciphertext, one.WrappedDek)));
    }

    [Fact]
    public void All_keys_of_the_keyring_open_and_the_active_one_seals()
    {
        var (old, current) = (Seal(A, Place, "old"), Seal(B, Place, "new"));
        var ring = new Keyring(B, [A, B]);
        Assert.Equal("old", Open(ring, Place, old));
        Assert.Equal("new", Open(ring, Place, current));
        Assert.Equal(B.Id, current.KeyId);
        Assert.Throws<IntegrityException>(() => Open(new Keyring(B, [B]), Place, old));
        Assert.Throws<IntegrityException>(() => Open(ring, Place, old with { KeyId = B.Id }));
        Assert.Throws<IntegrityException>(() => Open(ring, Place, old with { KeyId = "" }));
    }

    [Fact]
    public void A_rewrap_touches_only_the_wrapped_key()
    {
        var before = Seal(A, Place, "value");
        var after = Envelope.Rewrap(new Keyring(B, [A, B]), B, Place, before);
        Assert.Equal(B.Id, after.KeyId);
        Assert.Same(before.Ciphertext, after.Ciphertext);
        Assert.NotEqual(before.WrappedDek, after.WrappedDek);
        Assert.Equal("value", Open(new Keyring(B, [B]), Place, after));
        Assert.Throws<IntegrityException>(() => Open(new Keyring(A, [A]), Place, after));
        Assert.Throws<IntegrityException>(() => Envelope.Rewrap(new Keyring(B, [A, B]), B, Place with { Version = 9 }, before));
    }

    private static SealedVersion Seal(KeyEncryptionKey key, VersionPlace place, string text)
    {
        using var value = SecretValue.FromString(text);
        return Envelope.Seal(key, place, value.RevealUtf8());
    }

    private static string Open(Keyring keyring, VersionPlace place, SealedVersion version)
    {
        using var value = Envelope.Open(keyring, place, version);
        return value.Reveal();
    }
}
