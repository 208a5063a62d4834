using Qwak.Core.Encryption.Seals;

namespace Qwak.Core.Tests.Encryption.Seals;

/// <summary>What a passphrase must be, and what it costs to try one.</summary>
public sealed class PassphraseSealTests
{
    private const string Salt = "AAECAwQFBgcICQoLDA0ODw";

    [Fact]
    public void A_new_seal_costs_64_mebibytes_and_3_passes_and_has_a_salt_of_its_own()
    {
        var (one, two) = (PassphraseCosts.New(), PassphraseCosts.New());
        Assert.Equal((64 * 1024, 3, 16), (one.MemoryKiB, one.Passes, one.Salt.Length));
        Assert.NotEqual(one.Salt, two.Salt);
        var parsed = PassphraseCosts.Parse(one.ToString());
        Assert.Equal((one.MemoryKiB, one.Passes), (parsed.MemoryKiB, parsed.Passes));
        Assert.Equal(one.Salt, parsed.Salt);
    }

    [Theory]
    [InlineData("argon2id 8192 1 " + Salt, true)]
    [InlineData("argon2id 4194304 100 " + Salt, true)]
    [InlineData("argon2id 8191 3 " + Salt, false)]
    [InlineData("argon2id 4194305 3 " + Salt, false)]
    [InlineData("argon2id 65536 0 " + Salt, false)]
    [InlineData("argon2id 65536 101 " + Salt, false)]
    [InlineData("argon2id 65536 3 AAECAwQFBgcICQoLDA0O", false)]
    [InlineData("argon2id 65536 3 AAECAwQFBgcICQoLDA0ODxA", false)]
    [InlineData("argon2id 65536 3 AAECAwQFBgcICQoLDA0O!!", false)]
    [InlineData("argon2id many 3 " + Salt, false)]
    [InlineData("argon2id 65536 -3 " + Salt, false)]
    [InlineData("argon2i 65536 3 " + Salt, false)]
    [InlineData("argon2id 65536 3", false)]
    [InlineData("", false)]
    public void Costs_that_the_store_has_not_written_are_refused_with_a_remedy(string text, bool isGood)
    {
        if (isGood)
        {
            Assert.Equal(text, PassphraseCosts.Parse(text).ToString());
            return;
        }

        Assert.Contains("backup", Assert.Throws<StartupException>(() => PassphraseCosts.Parse(text)).Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(15, false)]
    [InlineData(16, true)]
    [InlineData(4096, true)]
    [InlineData(4097, false)]
    public void A_passphrase_has_16_to_4096_bytes_without_the_end_of_its_line(int length, bool isGood)
    {
        var cheap = PassphraseCosts.Parse("argon2id 8192 1 " + Salt);
        byte[] text = [.. Enumerable.Repeat((byte)'x', length), (byte)'\r', (byte)'\n'];
        if (isGood)
        {
            using var seal = PassphraseSeal.Derive(text, cheap, "here");
            using var same = PassphraseSeal.Derive(text.AsSpan(0, length), cheap, "there");
            Assert.Equal(seal.Id, same.Id);
            return;
        }

        Assert.Contains("16 to 4096", Assert.Throws<StartupException>(() => PassphraseSeal.Derive(text, cheap, "here")).Remedy, StringComparison.Ordinal);
    }
}
