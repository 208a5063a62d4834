using System.Data.Common;
using Microsoft.Extensions.Logging.Abstractions;
using Qwak.Core.Audit;
using Qwak.Core.Encryption;
using Qwak.Core.Encryption.Seals;
using Qwak.Core.Environments;
using Qwak.Core.Storage;

namespace Qwak.Core.Diagnosis;

/// <summary>
/// Looks at a store, served or not, and says of each thing how it is. It writes nothing; a thing that cannot be looked at
/// has failed, and the others are looked at all the same.
/// </summary>
internal sealed class Doctor(DataDirectory directory, StoreOptions options)
{
    private const string Elsewhere = "See what is above, mend that first, and run the doctor again.";

    private readonly List<CheckResult> _results = [];

    /// <summary>The hosts at which clients dial, once the store was looked at.</summary>
    public IReadOnlyList<string> Hosts { get; private set; } = [];

    /// <param name="backups">The folder that backups are put into; null when it is not known.</param>
    public async Task<IReadOnlyList<CheckResult>> ExamineAsync(string? backups)
    {
        await CheckAsync("files", () => FileChecks.Files(directory.Path));
        await CheckAsync("disk", () => FileChecks.Disk(directory.Path));
        await CheckAsync("backup", () => FileChecks.Backup(backups, options.Time.GetUtcNow()));
        await CheckAsync("store", ExamineStoreAsync);
        return _results;
    }

    private async Task<CheckResult> ExamineStoreAsync()
    {
        if (options.PostgreSql is null && !File.Exists(directory.DatabaseFile))
        {
            return CheckResult.Failed("store", $"There is no store in {directory.Path}.", "Restore it from a backup, or name its place with --data or --store-file.");
        }

        using var dialect = options.Dialect(directory);
        await CheckAsync("schema", () => StoreChecks.Schema(dialect));
        await using var reader = dialect.OpenReader();
        Hosts = [.. (await EnvironmentTable.ListAsync(reader)).Select(e => e.EdgeAddress).OfType<string>().Select(EdgeAddress.Host).Distinct()];
        await CheckAsync("key", () => StoreChecks.KeyUsesAsync(reader, options.Encryption));
        await CheckAsync("audit", () => AuditChecks.ChainAsync(reader));
        await CheckAsync("clock", () => AuditChecks.ClockAsync(reader, options.Time.GetUtcNow()));
        await CheckAsync("seal", () => ExamineSealAsync(reader));
        return await StoreChecks.WritableAsync(dialect);
    }

    /// <summary>Opens the keyring with the seal, and with its keys what they have signed.</summary>
    private async Task<CheckResult> ExamineSealAsync(DbConnection reader)
    {
        using var opened = await new StoreSeal(directory, options).OpenAsync(reader);
        using var keyring = await KeyringSeal.UnsealAsync(opened.Seal, await KeyEncryptionKeyTable.ListAsync(reader));
        using var keys = ServiceKeys.Open(keyring, await ServiceKeyTable.ListAsync(reader));
        await CheckAsync("checkpoint", () => AuditChecks.CheckpointAsync(reader, keys, options.Time.GetUtcNow()));
        await CheckAsync("anchor", () => AuditChecks.AnchorAsync(reader, AuditAnchor.Of(directory, options, keys, NullLoggerFactory.Instance)));
        return opened.KeyFile is { } file && SealKeyFiles.LiesInside(directory.Path, file)
            ? CheckResult.Warning("seal", $"The seal's key file {file} opens the store, but lies inside the data directory.", "Move it out and name it with --seal-key-file.")
            : CheckResult.Ok("seal", $"The seal ({opened.Seal.Kind} {opened.Place}) opens the store.");
    }

    private Task CheckAsync(string check, Func<CheckResult> look) => CheckAsync(check, () => Task.FromResult(look()));

    private async Task CheckAsync(string check, Func<Task<CheckResult>> look)
    {
        try
        {
            _results.Add(await look());
        }
        catch (StartupException e)
        {
            _results.Add(CheckResult.Failed(check, e.Reason, e.Remedy));
        }
        catch (IntegrityException)
        {
            _results.Add(CheckResult.Failed(check, "What is stored was altered or damaged.", "Restore the store from a backup."));
        }
        catch (Exception e) when (e is DbException or IOException or UnauthorizedAccessException or FormatException or System.Net.Sockets.SocketException or TimeoutException)
        {
            _results.Add(CheckResult.Failed(check, e.Message, Elsewhere));
        }
    }
}
