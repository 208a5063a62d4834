using System.Globalization;
using Qwak.Core.Storage;

namespace Qwak.Core.Recovery;

/// <summary>
/// A directory of backups of which the newest is never older than an interval, and the oldest go. What is in it is all that is
/// known of it: the time of a backup is in its name. Files of other names are not touched.
/// </summary>
internal sealed class BackupFolder(BackupFolderOptions options)
{
    private const string Format = "'qwak-'yyyyMMdd-HHmmss'.backup'";

    /// <summary>Makes a backup if one is due, and removes the oldest afterwards.</summary>
    /// <returns>The new file; null when none was due.</returns>
    /// <exception cref="StartupException">It could not be made; the older ones stay.</exception>
    public async Task<string?> RunAsync(DataDirectory directory, StoreOptions store)
    {
        var now = store.Time.GetUtcNow();

        // One from the future, which a wrong clock made, must not stand in the way of all until then.
        if (Times().Where(time => time <= now).Append(DateTimeOffset.MinValue).Max() > now - options.Interval)
        {
            return null;
        }

        var path = PathOf(now);
        await Backup.WriteAsync(directory, store, new BackupSeal(KeyFile: null, PassphraseFile: null), path, _ => { });
        foreach (var old in Times().OrderDescending().Skip(options.Kept))
        {
            File.Delete(PathOf(old));
        }

        return path;
    }

    private IEnumerable<DateTimeOffset> Times()
    {
        foreach (var file in Directory.EnumerateFiles(options.Directory))
        {
            if (DateTimeOffset.TryParseExact(
                Path.GetFileName(file), Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            {
                yield return time;
            }
        }
    }

    private string PathOf(DateTimeOffset time) => Path.Combine(options.Directory, time.ToString(Format, CultureInfo.InvariantCulture));
}

/// <summary>Where backups go, how old the newest may be, and how many are kept.</summary>
internal sealed record BackupFolderOptions(string Directory, TimeSpan Interval, int Kept);
