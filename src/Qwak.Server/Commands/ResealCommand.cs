using System.CommandLine;
using Qwak.Core;
using Qwak.Server.Hosting;

namespace Qwak.Server.Commands;

/// <summary><c>qwak server reseal</c>: puts the keyring under another seal.</summary>
internal static class ResealCommand
{
    public static Command Create()
    {
        var keyFile = new Option<string?>("--new-seal-key-file")
        {
            Description = "Key file of the new seal; made when it is not there.",
            HelpName = "FILE",
        };
        var passphraseFile = new Option<string?>("--new-seal-passphrase-file")
        {
            Description = "File of the new seal's passphrase, 16 bytes or more.",
            HelpName = "FILE",
        };
        var command = new Command(
            "reseal",
            "Put a store under another seal while its service is stopped. The seal of now is named as at a start; copies of the store that were made before still open with it.")
        {
            keyFile, passphraseFile,
        };
        StoreArguments.AddTo(command);
        command.SetAction((parsed, _) => RunAsync(StoreArguments.Read(parsed), parsed.GetValue(keyFile), parsed.GetValue(passphraseFile)));
        return command;
    }

    private static Task<int> RunAsync(ServerOptions options, string? keyFile, string? passphraseFile) =>
        keyFile is null == passphraseFile is null
            ? throw new StartupException(
                "It is not said what the new seal is.", "Give one of --new-seal-key-file and --new-seal-passphrase-file.")
            : ServerHost.ResealAsync(options, keyFile, passphraseFile);
}
