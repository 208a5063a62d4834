using Net.Pkcs11Interop.Common;
using Qwak.Core.Encryption;
using Qwak.Core.Encryption.Seals;
using Qwak.Core.Tests.Service;

namespace Qwak.Core.Tests.Encryption.Seals;

/// <summary>A key in a token, SoftHSM2's.</summary>
public sealed class Pkcs11SealTests : IDisposable
{
    private static readonly byte[] Place = [1, 2, 3];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_the_token_protects_only_its_key_opens_and_only_in_its_place()
    {
        var token = await SoftHsm.CreateAsync("keyring", "other");
        using var seal = new Pkcs11Seal(token.Seal("keyring", _folder).Pkcs11!);
        using var other = new Pkcs11Seal(token.Seal("other", _folder).Pkcs11!);
        using var key = KeyEncryptionKey.New();
        var box = await seal.ProtectAsync(key.Memory, Place, TestContext.Current.CancellationToken);
        using (var opened = await seal.UnprotectAsync(box, Place, TestContext.Current.CancellationToken))
        {
            Assert.Equal(key.Bytes, opened.Span);
        }

        Assert.Equal((byte[])[1, 1], box[..2]);
        Assert.Equal(SealedBox.Overhead + 32, box.Length);
        Assert.NotEqual(seal.Id, other.Id);
        Assert.NotEqual(box, await seal.ProtectAsync(key.Memory, Place, TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<IntegrityException>(() => UnprotectAsync(other, box));
        await Assert.ThrowsAsync<IntegrityException>(() => seal.UnprotectAsync(box, (byte[])[1, 2, 4], CancellationToken.None).AsTask());
        for (var i = 0; i < box.Length; i += 7)
        {
            var altered = box.ToArray();
            altered[i] ^= 4;
            await Assert.ThrowsAsync<IntegrityException>(() => UnprotectAsync(seal, altered));
        }

        await Assert.ThrowsAsync<IntegrityException>(() => UnprotectAsync(seal, box[..20]));
    }

    [Fact]
    public async Task What_is_missing_is_named_with_the_remedy()
    {
        var token = await SoftHsm.CreateAsync("keyring", "twice", "twice");
        await token.AddKeyAsync("extractable", isExtractable: true);
        await token.AddKeyAsync("short", bytes: 16);
        var good = token.Seal("keyring", _folder).Pkcs11!;
        await File.WriteAllTextAsync(_folder.File("none.so"), "no library", TestContext.Current.CancellationToken);

        await RefusedAsync(good with { Module = _folder.File("nowhere.so") }, "is missing", "--seal-pkcs11-module");
        await RefusedAsync(good with { Module = _folder.File("none.so") }, "cannot be loaded", "for this kind of machine");
        await RefusedAsync(good with { TokenLabel = "nobody's" }, "There is no token nobody's", "--seal-pkcs11-token");
        await RefusedAsync(good with { KeyLabel = "nothing" }, "has no AES key nothing", "--seal-pkcs11-key");
        await RefusedAsync(good with { KeyLabel = "twice" }, "has more than one AES key twice", "--seal-pkcs11-key");
        await RefusedAsync(good with { KeyLabel = "extractable" }, "stays in the token", "cannot be extracted");
        await RefusedAsync(good with { KeyLabel = "short" }, "no AES key of 256 bits", "sensitive");
        await RefusedAsync(good with { PinFile = _folder.File("no-pin") }, "cannot be read", "--seal-pkcs11-pin-file");
        await RefusedAsync(good with { PinFile = null }, "PIN of token", Pkcs11Options.PinVariable);
        File.SetUnixFileMode(good.PinFile!, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        await RefusedAsync(good, "can be read or written by others", "chmod 600");
    }

    [Fact]
    public async Task A_wrong_pin_is_tried_once_and_the_right_one_is_taken_when_it_is_there()
    {
        var token = await SoftHsm.CreateAsync("keyring");
        var options = token.Seal("keyring", _folder).Pkcs11!;
        await File.WriteAllTextAsync(options.PinFile!, "wrong-pin\n", TestContext.Current.CancellationToken);
        await RefusedAsync(options, $"The PIN of token {token.Token} is wrong", "Put the right one there");

        // With the token gone it would say so, were it asked.
        var refused = await Assert.ThrowsAsync<StartupException>(() => ProtectAsync(options));
        Assert.Null(refused.InnerException);
        Assert.DoesNotContain("wrong-pin", refused.ToString(), StringComparison.Ordinal);

        await File.WriteAllTextAsync(options.PinFile!, SoftHsm.Pin, TestContext.Current.CancellationToken);
        await ProtectAsync(options);
    }

    [Fact]
    public void The_last_try_of_a_pin_is_not_used_up()
    {
        var options = new Pkcs11Options("module", "token", "key", null);
        Pkcs11Pin.RequireMoreThanOneTry(CKF.CKF_USER_PIN_COUNT_LOW, options);
        Assert.Contains("one try", Assert.Throws<StartupException>(() => Pkcs11Pin.RequireMoreThanOneTry(CKF.CKF_USER_PIN_FINAL_TRY, options)).Message, StringComparison.Ordinal);
        Assert.Contains("locked", Assert.Throws<StartupException>(() => Pkcs11Pin.RequireMoreThanOneTry(CKF.CKF_USER_PIN_LOCKED, options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_went_away_is_told_of_and_found_again()
    {
        var token = await SoftHsm.CreateAsync("keyring");
        var options = token.Seal("keyring", _folder).Pkcs11!;
        await ProtectAsync(options);
        token.TakeOut();
        await RefusedAsync(options, "There is no token", "Put it in");
        token.PutBack();
        await ProtectAsync(options);
    }

    [Fact]
    public async Task Many_at_once_take_turns_and_the_module_is_unloaded_behind_them()
    {
        var token = await SoftHsm.CreateAsync("keyring");
        var options = token.Seal("keyring", _folder).Pkcs11!;
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => ProtectAsync(options))));

        // In its turn, so that no other test's use is under way.
        Assert.False(await Pkcs11Module.Turn.RunAsync(
            () => File.ReadAllText("/proc/self/maps").Contains("libsofthsm2", StringComparison.Ordinal), TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task A_module_that_hangs_holds_up_nobody_for_long()
    {
        using var turns = new Turns();
        using var released = new ManualResetEventSlim();
        var hanging = turns.RunAsync(() => released.Wait(TimeSpan.FromMinutes(1)), TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAsync<TimeoutException>(() => hanging);
        await Assert.ThrowsAsync<TimeoutException>(() => turns.RunAsync(() => 1, TimeSpan.FromMilliseconds(200)));
        released.Set();
        Assert.Equal(2, await turns.RunAsync(() => 2, TimeSpan.FromMinutes(1)));
    }

    private static Task<LockedBytes> UnprotectAsync(ISeal seal, byte[] box) => seal.UnprotectAsync(box, Place, CancellationToken.None).AsTask();

    private static async Task ProtectAsync(Pkcs11Options options)
    {
        using var seal = new Pkcs11Seal(options);
        using var key = KeyEncryptionKey.New();
        await seal.ProtectAsync(key.Memory, Place, CancellationToken.None);
    }

    private static async Task RefusedAsync(Pkcs11Options options, string reason, string remedy)
    {
        var refusal = await Assert.ThrowsAsync<StartupException>(() => ProtectAsync(options));
        Assert.Contains(reason, refusal.Reason, StringComparison.Ordinal);
        Assert.Contains(remedy, refusal.Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain(SoftHsm.Pin, refusal.ToString(), StringComparison.Ordinal);
    }
}
