using System.Buffers.Text;
using Qwak.Core.Encryption;
using Qwak.Core.Encryption.Seals;
using Qwak.Core.Tests.Service;

namespace Qwak.Core.Tests.Encryption;

public sealed class KeyFileSealTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_new_key_file_is_the_owners_alone_and_opens_to_the_same_seal()
    {
        var made = KeyFileSeal.Create(_folder.File("key"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.File("key")));
        Assert.Equal(made.Id, KeyFileSeal.Open(_folder.File("key")).Id);
        Assert.Equal(["key"], Directory.EnumerateFiles(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task The_format_and_the_id_are_as_documented()
    {
        PrivateFile.Write(_folder.File("key"), "qwak-seal-key-v1 AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\n");
        var seal = KeyFileSeal.Open(_folder.File("key"));
        Assert.Equal("c4cb835a7f7d01a042d6bb7564b22bf1", seal.Id);
        var kek = Convert.FromHexString(
            "0101" + "6465666768696a6b6c6d6e6f"
            + "b7e5239a8213af66c994aa1c29979b0dad2cebe660861a9a403749ac184144a8" + "6a3875d134a03ecddd70f66c0fa495a4");
        var ring = await KeyringSeal.UnsealAsync(seal, [new SealedKey(EnvelopeVectors.KeyId, seal.Id, kek, IsActive: true)]);
        Assert.Equal(EnvelopeVectors.Dek, ring.Active.Bytes.ToArray());
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void A_key_file_that_others_can_reach_is_refused_with_the_remedy(UnixFileMode extra)
    {
        var path = _folder.File("key");
        KeyFileSeal.Create(path);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | extra);
        var refusal = Assert.Throws<StartupException>(() => KeyFileSeal.Open(path));
        Assert.Contains($"chmod 600 {path}", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_key_file_is_refused_with_where_it_was_looked_for()
    {
        var refusal = Assert.Throws<StartupException>(() => SealKeyFiles.Open(_folder.File("data"), named: null, recorded: "/old/place"));
        Assert.Contains(_folder.File("data.seal-key"), refusal.Message, StringComparison.Ordinal);
        Assert.Contains("/old/place", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("--seal-key-file", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<StartupException>(() => KeyFileSeal.Open(_folder.File("nothing")));
        Assert.Throws<StartupException>(() => KeyFileSeal.Open(_folder.Path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("qwak-seal-key-v1 ")]
    [InlineData("qwak-seal-key-v1 AAEC")]
    [InlineData("qwak-seal-key-v1 !!!!")]
    [InlineData("qwak-seal-key-v2 AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8")]
    [InlineData("qwak-seal-key-v1 AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8AAAA")]
    [InlineData("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8")]
    [InlineData("\0\0\0\u00ff")]
    public void What_is_not_a_key_file_is_refused_and_not_repeated(string content)
    {
        PrivateFile.Write(_folder.File("key"), content);
        var refusal = Assert.Throws<StartupException>(() => KeyFileSeal.Open(_folder.File("key")));
        Assert.Contains("is not a seal's key file", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("AAEC", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_wrong_key_is_refused_and_both_seals_are_named()
    {
        var (right, wrong) = (KeyFileSeal.Create(_folder.File("right")), KeyFileSeal.Create(_folder.File("wrong")));
        var key = await KeyringSeal.SealAsync(right, KeyEncryptionKey.New(), isActive: true);
        var refusal = await Assert.ThrowsAsync<StartupException>(() => KeyringSeal.UnsealAsync(wrong, [key]));
        Assert.Contains(right.Id, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(wrong.Id, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_keyring_of_several_keys_opens_and_any_altered_one_is_named()
    {
        var seal = KeyFileSeal.Create(_folder.File("key"));
        var keys = new List<SealedKey>();
        for (var i = 0; i < 3; i++)
        {
            keys.Add(await KeyringSeal.SealAsync(seal, KeyEncryptionKey.New(), isActive: i == 1));
        }

        var ring = await KeyringSeal.UnsealAsync(seal, keys);
        Assert.Equal(keys[1].Id, ring.Active.Id);
        Assert.All(keys, key => Assert.NotNull(ring.Find(key.Id)));

        keys[2].Bytes[20] ^= 1;
        var refusal = await Assert.ThrowsAsync<StartupException>(() => KeyringSeal.UnsealAsync(seal, keys));
        Assert.Contains(keys[2].Id, refusal.Message, StringComparison.Ordinal);
        keys[2].Bytes[20] ^= 1;

        // The bytes of one key under the id of another.
        var swapped = new[] { keys[0] with { Bytes = keys[1].Bytes }, keys[1], keys[2] };
        await Assert.ThrowsAsync<StartupException>(() => KeyringSeal.UnsealAsync(seal, swapped));
    }

    [Fact]
    public async Task A_keyring_without_one_active_key_is_refused_in_words()
    {
        var seal = KeyFileSeal.Create(_folder.File("key"));
        var key = await KeyringSeal.SealAsync(seal, KeyEncryptionKey.New(), isActive: false);
        var other = await KeyringSeal.SealAsync(seal, KeyEncryptionKey.New(), isActive: false);
        await Assert.ThrowsAsync<StartupException>(() => KeyringSeal.UnsealAsync(seal, [key, other]));
        await Assert.ThrowsAsync<StartupException>(
            () => KeyringSeal.UnsealAsync(seal, [key with { IsActive = true }, other with { IsActive = true }]));
    }

    [Fact]
    public void The_default_place_is_outside_the_data_directory()
    {
        Assert.Equal("/srv/data.seal-key", SealKeyFiles.Default("/srv/data/"));
        Assert.False(SealKeyFiles.LiesInside("/srv/data", SealKeyFiles.Default("/srv/data")));
        Assert.True(SealKeyFiles.LiesInside("/srv/data", "/srv/data/key"));
        Assert.True(SealKeyFiles.LiesInside("/srv/data/", "/srv/data/x/../key"));
        Assert.False(SealKeyFiles.LiesInside("/srv/data", "/srv/database/key"));
    }

    [Fact]
    public void No_seal_prints_its_key()
    {
        var seal = KeyFileSeal.Create(_folder.File("key"));
        var key = File.ReadAllText(_folder.File("key")).Split(' ')[1].Trim();
        var hex = Convert.ToHexStringLower(Base64Url.DecodeFromChars(key));
        Assert.DoesNotContain(key, seal.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(hex[..16], seal.Id, StringComparison.Ordinal);
    }
}
