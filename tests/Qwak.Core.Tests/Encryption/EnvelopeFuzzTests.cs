using Qwak.Core.Encryption;
using Qwak.Tests.Fuzzing;

namespace Qwak.Core.Tests.Encryption;

/// <summary>Whatever stands in a row: the value that was stored, or an integrity failure.</summary>
public sealed class EnvelopeFuzzTests
{
    [Fact]
    public void An_altered_row_opens_to_no_other_value_and_fails_in_one_way()
    {
        byte[][] corpus = [EnvelopeVectors.WrappedDek, EnvelopeVectors.Ciphertext, EnvelopeVectors.EmptyCiphertext, []];
        using var keyring = EnvelopeVectors.Keyring();
        foreach (var bytes in Mutations.Of(corpus, FullRun.Count(20_000, 1_000_000), seed: 1))
        {
            Check(keyring, EnvelopeVectors.Version with { Ciphertext = bytes }, bytes);
            Check(keyring, EnvelopeVectors.Version with { WrappedDek = bytes }, bytes);
        }
    }

    private static void Check(Keyring keyring, SealedVersion version, byte[] input)
    {
        var isGenuine = version.WrappedDek.AsSpan().SequenceEqual(EnvelopeVectors.WrappedDek)
            && (version.Ciphertext.AsSpan().SequenceEqual(EnvelopeVectors.Ciphertext) || version.Ciphertext.AsSpan().SequenceEqual(EnvelopeVectors.EmptyCiphertext));
        try
        {
            using var value = Envelope.Open(keyring, EnvelopeVectors.Place, version);
            Assert.True(isGenuine, Mutations.Show(input));
        }
        catch (IntegrityException)
        {
            Assert.False(isGenuine, Mutations.Show(input));
        }
    }
}
