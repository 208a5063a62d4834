using System.CommandLine;
using Qwak.Core;
using Qwak.Core.Recovery;

namespace Qwak.Server.Commands;

/// <summary>The backups that the service makes by itself.</summary>
internal static class BackupFolderArguments
{
    private const int MostHours = 8760;
    private const int MostKept = 10_000;

    private static readonly Option<string?> Folder = new("--backup-directory")
    {
        Description = "Make backups by themselves, into this directory, under the store's seal. Default: none are made.",
        HelpName = "DIR",
    };

    private static readonly Option<int> Hours = new("--backup-hours")
    {
        Description = $"Hours after which the next backup is made, 1 to {MostHours}. Default 24.",
        HelpName = "N",
        DefaultValueFactory = _ => 24,
    };

    private static readonly Option<int> Kept = new("--kept-backups")
    {
        Description = $"How many backups stay in the directory, 1 to {MostKept}. Default 7.",
        HelpName = "N",
        DefaultValueFactory = _ => 7,
    };

    public static void AddTo(Command command)
    {
        Option[] options = [Folder, Hours, Kept];
        foreach (var option in options)
        {
            command.Options.Add(option);
        }
    }

    public static BackupFolderOptions? Read(ParseResult parsed)
    {
        var (hours, kept) = (StartCommand.ReadCount(parsed, Hours, MostHours), StartCommand.ReadCount(parsed, Kept, MostKept));
        if (parsed.GetValue(Folder) is not { } folder)
        {
            return null;
        }

        return Directory.Exists(folder)
            ? new BackupFolderOptions(Path.GetFullPath(folder), TimeSpan.FromHours(hours), kept)
            : throw new StartupException($"{Folder.Name} is {folder}, which is not a directory.", "Make it, with mode 0700.");
    }
}
