using System.CommandLine;
using System.Security.Cryptography;
using Qwak.Clients.Administration;

namespace Qwak.Cli.Commands.Server;

/// <summary><c>qwak server unseal</c></summary>
internal sealed class UnsealCommand : VerbCommand
{
    public const string Verb = "unseal";

    private readonly Option<string?> _keyFile = new("--seal-key-file") { Description = "The seal's key file, on this machine", HelpName = "FILE" };

    private readonly Option<string?> _passphraseFile = new("--seal-passphrase-file")
    {
        Description = "File of the seal's passphrase, on this machine", HelpName = "FILE",
    };

    public UnsealCommand(CliContext context)
        : base(context, Verb, "Bring a sealed service the key of its seal, so that it serves again") => AddOptions(_keyFile, _passphraseFile);

    public override string Examples => """
        qwak server unseal --seal-key-file /media/safe/qwak.seal-key
        qwak server unseal --seal-passphrase-file /dev/shm/passphrase

        The key goes to the service over TLS, with your API key: it needs the admin role in all environments.
        """;

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var file = (result.GetValue(_keyFile), result.GetValue(_passphraseFile)) switch
        {
            ({ } key, null) => key,
            (null, { } passphrase) => passphrase,
            _ => throw new CliException("Error: Give one of --seal-key-file and --seal-passphrase-file."),
        };
        using var client = new AdministrationClient(Connection(result));
        var sealKey = await ReadAsync(file, cancellationToken).ConfigureAwait(false);
        try
        {
            await client.Sealing.UnsealAsync(sealKey, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(sealKey);
        }

        Console.WriteLine("The service is unsealed and serves again");
    }

    private static async Task<byte[]> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllBytesAsync(file, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"Error: {file} cannot be read ({e.GetType().Name}).");
        }
    }
}
