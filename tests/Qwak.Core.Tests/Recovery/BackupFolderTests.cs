using Qwak.Core.Recovery;
using Qwak.Core.Storage;
using Qwak.Core.Tests.Service;

namespace Qwak.Core.Tests.Recovery;

/// <summary>Backups that are made by themselves: when, and which of them stay.</summary>
public sealed class BackupFolderTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private Scene _scene = null!;

    public async ValueTask InitializeAsync() => _scene = await Scene.OpenAsync(new SqlitePlace());

    [Fact]
    public async Task One_is_made_when_the_newest_is_old_enough_and_the_oldest_go()
    {
        var foreign = _folder.File("qwak-of-somebody.backup");
        await File.WriteAllTextAsync(foreign, "");
        Assert.Equal(_folder.File("qwak-20260301-120000.backup"), await RunAsync());
        Assert.Null(await RunAsync());
        _scene.Time.Advance(TimeSpan.FromHours(5.9));
        Assert.Null(await RunAsync());
        for (var i = 0; i < 4; i++)
        {
            _scene.Time.Advance(TimeSpan.FromHours(6));
            Assert.NotNull(await RunAsync());
        }

        Assert.Equal(
            ["qwak-20260302-055400.backup", "qwak-20260302-115400.backup", "qwak-20260302-175400.backup", "qwak-of-somebody.backup"],
            Directory.EnumerateFiles(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        using var backup = await BackupFile.OpenAsync(_folder.File("qwak-20260302-175400.backup"), _scene.SealOf());
        Assert.Empty((await BackupCheck.RunAsync(backup, TimeProvider.System, _ => { })).Faults);
    }

    [Fact]
    public async Task One_from_the_future_stands_in_the_way_of_none_and_a_failure_removes_none()
    {
        await File.WriteAllTextAsync(_folder.File("qwak-20990101-000000.backup"), "");
        Assert.NotNull(await RunAsync());
        Assert.Null(await RunAsync());
        for (var i = 0; i < 2; i++)
        {
            _scene.Time.Advance(TimeSpan.FromDays(1));
            File.Move(_scene.SealKey(), _scene.SealKey() + ".away");
            await Assert.ThrowsAsync<StartupException>(RunAsync);
            File.Move(_scene.SealKey() + ".away", _scene.SealKey());
        }

        Assert.Equal(2, Directory.EnumerateFiles(_folder.Path).Count());
        Assert.NotNull(await RunAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await _scene.DisposeAsync();
        _folder.Dispose();
    }

    private Task<string?> RunAsync() => new BackupFolder(new BackupFolderOptions(_folder.Path, TimeSpan.FromHours(6), Kept: 3)).RunAsync(
        DataDirectory.Look(_scene.Place.DataFolder), _scene.OptionsAt(_scene.Place));
}
