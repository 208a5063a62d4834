using System.CommandLine;
using Qwak.Core;
using Qwak.Core.Encryption.Seals;
using Qwak.Server.Hosting;

namespace Qwak.Server.Commands;

/// <summary><c>qwak server reseal</c>: puts the keyring under another seal.</summary>
internal static class ResealCommand
{
    public static Command Create()
    {
        var command = new Command(
            "reseal",
            "Put a store under another seal while its service is stopped. The seal of now is named as at a start; copies of the store that were made before still open with it. While it serves: 'qwak keys reseal'.");
        StoreArguments.AddTo(command);
        SealArguments.New.AddTo(command);
        command.SetAction((parsed, _) => RunAsync(StoreArguments.Read(parsed), SealArguments.New.Read(parsed)));
        return command;
    }

    private static Task<int> RunAsync(ServerOptions options, SealOptions newSeal) => newSeal == new SealOptions()
        ? throw new StartupException(
            "It is not said what the new seal is.",
            "Give one of --new-seal-key-file, --new-seal-passphrase-file, --new-seal-pkcs11-module and --new-seal-kms-key.")
        : ServerHost.ResealAsync(options, newSeal);
}
