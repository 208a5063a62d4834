using System.CommandLine;
using Qwak.Core;
using Qwak.Core.Recovery;

namespace Qwak.Server.Commands;

/// <summary>What a backup is encrypted under, and which file it is; the same for every verb that has to do with one.</summary>
internal static class BackupArguments
{
    public static readonly Argument<string> File = new("FILE") { Description = "The backup." };

    private static readonly Option<string?> KeyFile = new("--key-file")
    {
        Description = "Key file that the backup is encrypted under. A new backup's is made when it is not there. Default: the store's seal.",
        HelpName = "FILE",
    };

    private static readonly Option<string?> PassphraseFile = new("--passphrase-file")
    {
        Description = "File of the passphrase (16 bytes or more, mode 0600) that the backup is encrypted under.",
        HelpName = "FILE",
    };

    public static void AddTo(Command command)
    {
        command.Options.Add(KeyFile);
        command.Options.Add(PassphraseFile);
    }

    public static BackupSeal Read(ParseResult parsed)
    {
        var seal = new BackupSeal(parsed.GetValue(KeyFile), parsed.GetValue(PassphraseFile));
        return seal is { KeyFile: not null, PassphraseFile: not null }
            ? throw new StartupException("--key-file and --passphrase-file are both given.", "Give the one that the backup is encrypted under.")
            : seal;
    }
}
