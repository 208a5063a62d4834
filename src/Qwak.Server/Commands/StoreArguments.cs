using System.CommandLine;
using Qwak.Core;
using Qwak.Server.Hosting;

namespace Qwak.Server.Commands;

/// <summary>The options that say where the store is and how it opens; the same for every verb.</summary>
internal static class StoreArguments
{
    private static readonly Option<string> Data = new("--data")
    {
        Description = "Directory of the store. Made (mode 0700) when it is missing or empty.",
        Required = true,
        HelpName = "DIR",
    };

    private static readonly Option<string?> Store = new("--store")
    {
        Description = "Connection string of a PostgreSQL database (15 or later), such as \"Host=db;Database=qwak;Username=qwak\". Default: SQLite"
            + " in the data directory. Other users of the machine can see a command line: keep a password in --store-file or a passfile.",
        HelpName = "STRING",
    };

    private static readonly Option<string?> StoreFile = new("--store-file")
    {
        Description = "File that holds the connection string of --store.",
        HelpName = "FILE",
    };

    private static readonly Option<string?> NextSealFile = new("--next-seal-file")
    {
        Description = "Where 'qwak keys reseal' finds what the store is to be sealed with: --seal-... options, one to a line, mode 0600. Default: DIR.next-seal, beside the data directory.",
        HelpName = "FILE",
    };

    private static readonly Option<string?> AdminKeyFile = new("--admin-key-file")
    {
        Description = "Where a new administrator's API key is written (mode 0600). Default: admin-api-key in the data directory.",
        HelpName = "FILE",
    };

    private static readonly Option<string?> AnchorFile = new("--anchor-file")
    {
        Description = "Copy of the last audit checkpoint, by which a store that was put back is known. Default: DIR.audit-anchor, beside the data directory.",
        HelpName = "FILE",
    };

    public static void AddTo(Command command)
    {
        Option[] options = [Data, Store, StoreFile, NextSealFile, AdminKeyFile, AnchorFile];
        foreach (var option in options)
        {
            command.Options.Add(option);
        }

        SealArguments.Own.AddTo(command);
    }

    public static ServerOptions Read(ParseResult parsed) => new()
    {
        DataDirectory = Path.GetFullPath(parsed.GetRequiredValue(Data)),
        PostgreSql = ReadStore(parsed, Store, StoreFile),
        Seal = SealArguments.Own.Read(parsed),
        NextSealFile = parsed.GetValue(NextSealFile),
        AdminKeyFile = NewFile(parsed, AdminKeyFile),
        AnchorFile = NewFile(parsed, AnchorFile),
    };

    /// <summary>A file that is to be written: better refused now than after everything else is made.</summary>
    public static string? NewFile(ParseResult parsed, Option<string?> option) =>
        parsed.GetValue(option) is not { } file || Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(file)))
            ? parsed.GetValue(option)
            : throw new StartupException($"{option.Name} is {file}, whose directory does not exist.", "Make the directory, or name another file.");

    /// <summary>A connection string, given itself or in a file.</summary>
    public static string? ReadStore(ParseResult parsed, Option<string?> itself, Option<string?> inFile)
    {
        var (store, file) = (parsed.GetValue(itself), parsed.GetValue(inFile));
        if (store is not null && file is not null)
        {
            throw new StartupException($"{itself.Name} and {inFile.Name} are both given.", "Give one of them.");
        }

        try
        {
            return file is null ? store : File.ReadAllText(file).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"{inFile.Name} {file} cannot be read ({e.GetType().Name}).", "Name a file that this user can read.", e);
        }
    }
}
