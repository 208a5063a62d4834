using Qwak.Core.Access;
using Qwak.Core.Audit;
using Qwak.Core.Encryption;
using Qwak.Core.Encryption.Seals;
using Qwak.Core.Environments;
using Qwak.Core.Secrets;
using Qwak.Core.Telemetry;

namespace Qwak.Core.Storage;

/// <summary>How a store is opened, and what its service accepts.</summary>
internal sealed record StoreOptions
{
    /// <summary>Connection string of a PostgreSQL database; null for the embedded store in the data directory.</summary>
    public string? PostgreSql { get; init; }

    /// <summary>What the store is sealed with, or what a new one is to be.</summary>
    public SealOptions Seal { get; init; } = new();

    /// <summary>Reads what the store is to be sealed with next, each time anew; null when nothing is named.</summary>
    public Func<SealOptions?>? NextSeal { get; init; }

    /// <summary>Where the first administrator's API key is written, mode 0600.</summary>
    public required string AdminKeyFile { get; init; }

    /// <summary>Where the audit anchor is, when it is not where it is by default.</summary>
    public string? AnchorFile { get; init; }

    /// <summary>Takes a store that is older than its anchor as it is.</summary>
    public bool AcceptsRollback { get; init; }

    /// <summary>A copy of the audit chain in a file; null for none.</summary>
    public AuditFileOptions? AuditFile { get; init; }

    /// <summary>How long audit events are kept; null for ever.</summary>
    public TimeSpan? AuditRetention { get; init; }

    /// <summary>Where the service is reached; null when the store is opened without serving it.</summary>
    public OwnAddresses? Own { get; init; }

    public SecretOptions Secrets { get; init; } = new();

    public AccessOptions Access { get; init; } = new();

    public FailedLoginOptions FailedLogins { get; init; } = new();

    public EncryptionOptions Encryption { get; init; } = new();

    /// <summary>Most operations under way at once.</summary>
    public int MaximumOperations { get; init; } = Admission.Default;

    /// <summary>What is counted; the process's own, since it may open a store more than once.</summary>
    public StoreTelemetry Telemetry { get; init; } = new();

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Name of the audit chain of this process.</summary>
    public string WriterName(DataDirectory directory) => PostgreSql is null ? "embedded" : directory.WriterName;

    public Dialect Dialect(DataDirectory directory) =>
        PostgreSql is null ? new SqliteDialect(directory.DatabaseFile) : new PostgreSqlDialect(PostgreSql);
}
