using Qwak.Core.Encryption.Seals;
using Qwak.Core.Recovery;
using Qwak.Core.Tests.Service;

namespace Qwak.Core.Tests.Encryption.Seals;

/// <summary>Backups of stores whose seal's key nobody has in a file.</summary>
public sealed class SealedBackupTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private KmsDouble _kms = null!;
    private Scene _scene = null!;

    public async ValueTask InitializeAsync()
    {
        _kms = await KmsDouble.StartAsync();
        _scene = await Scene.OpenAsync(new SqlitePlace());
    }

    public async ValueTask DisposeAsync()
    {
        await _scene.DisposeAsync();
        await _kms.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_backup_under_a_token_or_kms_opens_with_it_and_with_nothing_else()
    {
        var token = await SoftHsm.CreateAsync("keyring", "other");
        (SealOptions Own, SealOptions Other)[] seals =
            [(token.Seal("keyring", _folder), token.Seal("other", _folder)), (_kms.NewKey(), _kms.NewKey())];
        foreach (var (own, other) in seals)
        {
            var file = _folder.File(own.Kind);
            await _scene.Store.ResealAsync(OpenedSeal.ForNew(own, "", _scene.Store.Id));
            await Backup.WriteAsync(
                Core.Storage.DataDirectory.Look(_scene.Place.DataFolder), _scene.Place.Complete(Scene.Options(_scene.Time)) with { Seal = own },
                new BackupSeal(null, null), file, _ => { });
            using (var backup = await BackupFile.OpenAsync(file, new BackupSeal(null, null) { Store = own }))
            {
                Assert.Equal(own.Kind, backup.Header.SealKind);
                Assert.Empty((await BackupCheck.RunAsync(backup, _scene.Time, _ => { })).Faults);
            }

            await RefusedAsync(file, other, "not the one that the backup is encrypted under");
            await RefusedAsync(file, new SealOptions(), Core.Storage.StoredSeal.Option(own.Kind));

            // Its header names the store that the key is bound to: another's does not open it either.
            var text = await File.ReadAllBytesAsync(file);
            Assert.Equal(own.Kms is not null, text.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(_scene.Store.Id)) > 0);
            if (own.Kms is not null)
            {
                text[text.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(_scene.Store.Id))] ^= 1;
                await File.WriteAllBytesAsync(file, text);
                await RefusedAsync(file, own, "not the one that the backup is encrypted under");
            }
        }
    }

    private static async Task RefusedAsync(string file, SealOptions store, string because) => Assert.Contains(
        because, (await Assert.ThrowsAsync<StartupException>(() => BackupFile.OpenAsync(file, new BackupSeal(null, null) { Store = store }))).Message, StringComparison.Ordinal);
}
