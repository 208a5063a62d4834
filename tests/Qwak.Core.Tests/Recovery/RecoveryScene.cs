using Microsoft.Extensions.Logging.Abstractions;
using Qwak.Core.Recovery;
using Qwak.Core.Storage;
using Qwak.Core.Tests.Service;

namespace Qwak.Core.Tests.Recovery;

/// <summary>Backups of a scene's store while it is open, and restores of them elsewhere.</summary>
internal static class RecoveryScene
{
    public static readonly BackupSeal StoreSeal = new(null, null);

    public static string SealKey(this Scene scene) => scene.Place.DataFolder + ".seal-key";

    public static BackupSeal SealOf(this Scene scene) => new(scene.SealKey(), null);

    public static async Task<BackupHeader> BackupAsync(this Scene scene, string output, BackupSeal? key = null) => await Backup.WriteAsync(
        DataDirectory.Look(scene.Place.DataFolder), scene.Place.Complete(Scene.Options(scene.Time)), key ?? StoreSeal, output, _ => { });

    /// <summary>Restores as on a machine that has only the file, and the key of the store's seal.</summary>
    public static async Task<LoadedStore> RestoreAsync(this Scene scene, string file, StorePlace place, BackupSeal? key = null)
    {
        using var backup = await BackupFile.OpenAsync(file, key ?? scene.SealOf());
        using var directory = DataDirectory.Open(place.DataFolder);
        return await Restore.RunAsync(backup, directory, scene.OptionsAt(place), NullLoggerFactory.Instance, _ => { });
    }

    public static async Task<Store> OpenAtAsync(this Scene scene, StorePlace place) => await place.OpenAsync(scene.OptionsAt(place));

    public static StoreOptions OptionsAt(this Scene scene, StorePlace place) =>
        place.Complete(Scene.Options(scene.Time) with { Seal = new() { KeyFile = scene.SealKey() } });
}
