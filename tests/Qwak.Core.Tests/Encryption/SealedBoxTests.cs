using System.Security.Cryptography;
using Qwak.Core.Encryption;

namespace Qwak.Core.Tests.Encryption;

public sealed class SealedBoxTests
{
    [Fact]
    public void Matches_test_case_16_of_the_gcm_specification()
    {
        var box = SealedBox.Seal(
            Hex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"),
            Hex("cafebabefacedbaddecaf888"),
            Hex("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"),
            Hex("feedfacedeadbeeffeedfacedeadbeefabaddad2"));
        Assert.Equal(
            "0101" + "cafebabefacedbaddecaf888"
            + "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
            + "76fc6ece0f4e1768cddf8853bb2d551b",
            Convert.ToHexStringLower(box));
    }

    [Fact]
    public void Every_seal_has_a_nonce_of_its_own()
    {
        var key = RandomNumberGenerator.GetBytes(32);
        var nonces = Enumerable.Range(0, 10_000).Select(_ => Convert.ToHexString(SealedBox.Seal(key, [], []).AsSpan(2, 12)));
        Assert.Equal(10_000, nonces.Distinct().Count());
    }

    [Fact]
    public void Flipping_any_bit_is_an_integrity_failure_and_leaves_no_plaintext()
    {
        var key = RandomNumberGenerator.GetBytes(32);
        var aad = "place"u8.ToArray();
        var box = SealedBox.Seal(key, "some plaintext"u8, aad);
        for (var bit = 0; bit < box.Length * 8; bit++)
        {
            box[bit / 8] ^= (byte)(1 << (bit % 8));
            var plaintext = new byte[14];
            Assert.Throws<IntegrityException>(() => SealedBox.Open(key, box, aad, plaintext));
            Assert.All(plaintext, b => Assert.Equal(0, b));
            box[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.Throws<IntegrityException>(() => SealedBox.Open(key, box, "other"u8, new byte[14]));
        Assert.Throws<IntegrityException>(() => SealedBox.Open(RandomNumberGenerator.GetBytes(32), box, aad, new byte[14]));
    }

    [Fact]
    public void A_box_cut_anywhere_is_an_integrity_failure()
    {
        var key = RandomNumberGenerator.GetBytes(32);
        var box = SealedBox.Seal(key, "some plaintext"u8, []);
        for (var length = 0; length < box.Length; length++)
        {
            var cut = box[..length];
            Assert.Throws<IntegrityException>(() =>
            {
                var plaintext = new byte[SealedBox.PlaintextLength(cut)];
                SealedBox.Open(key, cut, [], plaintext);
            });
        }

        byte[] longer = [.. box, 0];
        Assert.Throws<IntegrityException>(() => SealedBox.Open(key, longer, [], new byte[SealedBox.PlaintextLength(longer)]));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(4096, true)]
    [InlineData(4097, false)]
    public void A_key_has_1_to_4096_bytes(int length, bool isGood)
    {
        var (key, bytes) = (RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(length));
        var box = SealedBox.Seal(key, bytes, []);
        if (isGood)
        {
            using var opened = SealedBox.OpenLocked(key, box, []);
            Assert.Equal(bytes, opened.Span);
            return;
        }

        Assert.Throws<IntegrityException>(() => SealedBox.OpenLocked(key, box, []));
    }

    private static byte[] Hex(string text) => Convert.FromHexString(text);
}
