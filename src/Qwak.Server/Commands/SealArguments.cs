using System.CommandLine;
using Qwak.Core;
using Qwak.Core.Encryption.Seals;

namespace Qwak.Server.Commands;

/// <summary>The options that name a seal, with a beginning that says which one: that of now, or a new one.</summary>
internal sealed class SealArguments
{
    private readonly Option<string?> _keyFile;
    private readonly Option<string?> _passphraseFile;
    private readonly Option<string?> _module;
    private readonly Option<string?> _token;
    private readonly Option<string?> _key;
    private readonly Option<string?> _pinFile;
    private readonly Option<string?> _kmsKey;
    private readonly Option<string?> _kmsEndpoint;
    private readonly Option<string?>[] _all;

    /// <param name="beginning">How the options begin, such as <c>--seal-</c>.</param>
    /// <param name="keyFile">What is said of the key file.</param>
    private SealArguments(string beginning, string keyFile)
    {
        _keyFile = New("key-file", "FILE", keyFile);
        _passphraseFile = New("passphrase-file", "FILE", "File of the passphrase (16 bytes or more, mode 0600) that seals the store instead of a key file.");
        _module = New("pkcs11-module", "FILE", "PKCS#11 module of the token whose key seals the store, such as /usr/lib/softhsm/libsofthsm2.so. It is loaded into the service.");
        _token = New("pkcs11-token", "LABEL", "Label of the token.");
        _key = New("pkcs11-key", "LABEL", "Label of the AES-256 key in the token, which has to be there, sensitive and not extractable.");
        _pinFile = New("pkcs11-pin-file", "FILE", $"File of the token's user PIN, mode 0600. Default: the variable {Pkcs11Options.PinVariable}.");
        _kmsKey = New("kms-key", "ARN", "ARN of the AWS KMS key that seals the store. Credentials are looked for as the AWS SDK does.");
        _kmsEndpoint = New("kms-endpoint", "URL", "Where KMS is, when it is not at its region's address, such as a VPC endpoint.");
        _all = [_keyFile, _passphraseFile, _module, _token, _key, _pinFile, _kmsKey, _kmsEndpoint];

        Option<string?> New(string name, string help, string description) => new(beginning + name) { Description = description, HelpName = help };
    }

    /// <summary>The seal of now.</summary>
    public static SealArguments Own { get; } = new(
        "--seal-", "Key file of the seal. Default: DIR.seal-key, beside the data directory. Keep it apart from backups of the directory.");

    /// <summary>The seal that a stopped service's store is put under.</summary>
    public static SealArguments New { get; } = new("--new-seal-", "Key file of the new seal; made when it is not there.");

    public void AddTo(Command command)
    {
        foreach (var option in _all)
        {
            command.Options.Add(option);
        }
    }

    /// <exception cref="StartupException">More than one seal is named, or one of them not wholly.</exception>
    public SealOptions Read(ParseResult parsed)
    {
        var seal = new SealOptions
        {
            KeyFile = parsed.GetValue(_keyFile),
            PassphraseFile = parsed.GetValue(_passphraseFile),
            Pkcs11 = ReadPkcs11(parsed),
            Kms = parsed.GetValue(_kmsKey) is { } key ? KmsOptions.Parse(key, parsed.GetValue(_kmsEndpoint)) : null,
        };
        if (seal.Kms is null && parsed.GetValue(_kmsEndpoint) is not null)
        {
            throw new StartupException($"{_kmsEndpoint.Name} is given, and no key.", $"Give {_kmsKey.Name} too.");
        }

        object?[] named = [seal.KeyFile, seal.PassphraseFile, seal.Pkcs11, seal.Kms];
        return named.Count(one => one is not null) <= 1
            ? seal
            : throw new StartupException("More than one seal is named.", $"Give one of {_keyFile.Name}, {_passphraseFile.Name}, {_module.Name} and {_kmsKey.Name}.");
    }

    /// <summary>Reads a seal from a file: the same options, one to a line, each with its value behind it.</summary>
    /// <returns>Null when the file is not there.</returns>
    /// <exception cref="StartupException">It names no seal, or others can write it.</exception>
    public SealOptions? ReadFile(string file)
    {
        if (!File.Exists(file))
        {
            return null;
        }

        // Who writes it chooses a module that is loaded.
        PrivateFile.RequireHidden(file, "The next seal's file", "see that it says what you want");
        string[] lines;
        try
        {
            lines = File.ReadAllLines(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The next seal's file {file} cannot be read ({e.GetType().Name}).", "Make it readable for the service's user.", e);
        }

        var command = new Command("seal");
        AddTo(command);
        var parsed = command.Parse([.. lines.Select(line => line.Trim()).Where(line => line.Length > 0).SelectMany(line => line.Split(' ', 2, StringSplitOptions.TrimEntries))]);
        var seal = parsed.Errors.Count == 0 ? Read(parsed) : null;
        return seal is null || seal == new SealOptions()
            ? throw new StartupException($"{file} does not name a seal.", $"Write options into it, one to a line, such as '{_kmsKey.Name} ARN'.")
            : seal;
    }

    private Pkcs11Options? ReadPkcs11(ParseResult parsed) =>
        (parsed.GetValue(_module), parsed.GetValue(_token), parsed.GetValue(_key), parsed.GetValue(_pinFile)) switch
        {
            (null, null, null, null) => null,
            ({ } module, { } token, { } key, var pinFile) => new Pkcs11Options(Path.GetFullPath(module), token, key, pinFile),
            _ => throw new StartupException("The token's key is not named wholly.", $"Give {_module.Name}, {_token.Name} and {_key.Name}."),
        };
}
