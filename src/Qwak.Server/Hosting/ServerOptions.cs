using Qwak.Core.Access;
using Qwak.Core.Audit;
using Qwak.Core.Encryption.Seals;
using Qwak.Core.Recovery;
using Qwak.Core.Secrets;
using Qwak.Server.DataSources;
using Qwak.Server.Identity;
using Qwak.Server.Telemetry;

namespace Qwak.Server.Hosting;

/// <summary>What <c>qwak server start</c> was given; see its help for each.</summary>
internal sealed record ServerOptions
{
    public required string DataDirectory { get; init; }

    public IReadOnlyList<ListenAddress> Listeners { get; init; } = [];

    public string? PublishedAddress { get; init; }

    public string? PostgreSql { get; init; }

    public SealOptions Seal { get; init; } = new();

    public string? NextSealFile { get; init; }

    public string? AdminKeyFile { get; init; }

    public string? AnchorFile { get; init; }

    public AuditFileOptions? AuditFile { get; init; }

    public TimeSpan? AuditRetention { get; init; }

    /// <summary>The backups that the service makes by itself; null for none.</summary>
    public BackupFolderOptions? Backups { get; init; }

    public string? CaFile { get; init; }

    public string? Certificate { get; init; }

    public string? CertificateKey { get; init; }

    public AccessOptions Access { get; init; } = new();

    public SecretOptions Secrets { get; init; } = new();

    public SourceOptions Sources { get; init; } = new();

    public IdentityOptions Identity { get; init; } = new();

    public FailedLoginOptions FailedLogins { get; init; } = new();

    public MetricsOptions? Metrics { get; init; }

    public bool LogsAsJson { get; init; }

    public int MaximumOperations { get; init; } = Admission.Default;
}
