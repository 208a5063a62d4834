using System.CommandLine;
using System.Globalization;
using Qwak.Core;
using Qwak.Core.Access;
using Qwak.Core.Audit;
using Qwak.Core.Environments;
using Qwak.Core.Secrets;
using Qwak.Server.Hosting;
using Qwak.Server.Identity;

namespace Qwak.Server.Commands;

/// <summary><c>qwak server start</c>: opens the store and serves it until SIGTERM.</summary>
internal static class StartCommand
{
    public const string Verb = "start";

    private static readonly Option<string[]> Listen = new("--listen")
    {
        Description = "Address to serve on, HOST:PORT; may repeat, and each serves everything over TLS. Default 127.0.0.1:8443.",
        HelpName = "HOST:PORT",
        DefaultValueFactory = _ => ["127.0.0.1:8443"],
    };

    private static readonly Option<string?> PublishedAddress = new("--address")
    {
        Description = "HOST:PORT at which clients reach the service, when it is not the first --listen: behind a proxy, or on all interfaces.",
        HelpName = "HOST:PORT",
    };

    private static readonly Option<string?> CaFile = new("--ca-file")
    {
        Description = "Where to put another copy of the local CA's certificate, for clients. It is always in the data directory as ca.pem.",
        HelpName = "FILE",
    };

    private static readonly Option<bool> LegacyNames = new("--legacy-names")
    {
        Description = "Admit underscores in secret names, for accounts that bring such names along.",
    };

    private static readonly Option<int> MaximumValueBytes = new("--max-value-bytes")
    {
        Description = "Most bytes of a secret value, 1 to 2097152. Default 1048576.",
        HelpName = "N",
        DefaultValueFactory = _ => new SecretOptions().MaximumValueBytes,
    };

    private static readonly Option<int> KeptVersions = new("--kept-versions")
    {
        Description = "How many versions of a secret are kept, the current one included, 1 to 100. Default 10.",
        HelpName = "N",
        DefaultValueFactory = _ => new SecretOptions().KeptVersions,
    };

    private static readonly Option<double> DeletedRetentionDays = new("--deleted-retention-days")
    {
        Description = "Days for which a deleted secret can be restored before it is destroyed, 0.05 to 365. Default 7.",
        HelpName = "DAYS",
        DefaultValueFactory = _ => new SecretOptions().DeletedRetention.TotalDays,
    };

    private static readonly Option<int> FailedLoginsPerAddress = new("--failed-logins-per-address")
    {
        Description = "Most failed logins from one address (IPv6: /64) within 100 seconds, 1 to 1000000. Default 100.",
        HelpName = "N",
        DefaultValueFactory = _ => new FailedLoginOptions().PerAddress,
    };

    private static readonly Option<int> FailedLoginsPerKey = new("--failed-logins-per-key")
    {
        Description = "Most failed logins with one API key's id from one address within 100 seconds, 1 to 1000000. Default 10.",
        HelpName = "N",
        DefaultValueFactory = _ => new FailedLoginOptions().PerKey,
    };

    private static readonly Option<int> MaximumOperations = new("--max-operations")
    {
        Description = "Most operations under way at once, 1 to 8192; beyond it the answer is 'unavailable'. Default 512.",
        HelpName = "N",
        DefaultValueFactory = _ => Admission.Default,
    };

    private static readonly Option<int> MaximumRequests = new("--max-requests-per-second")
    {
        Description = "Most requests of one user or service account in a second, 1 to 1000000; more are refused with the time to wait. Default 50000.",
        HelpName = "N",
        DefaultValueFactory = _ => new AccessOptions().RequestsPerSecond,
    };

    private static readonly Option<string?> AuditFile = new("--audit-file")
    {
        Description = "Also record every audit event as a line of JSON in this file (mode 0600). While it cannot be written, nothing is served.",
        HelpName = "FILE",
    };

    private static readonly Option<bool> AuditFileOptional = new("--audit-file-optional")
    {
        Description = "Go on serving while the audit file cannot be written.",
    };

    private static readonly Option<int> AuditFileMebibytes = new("--audit-file-mebibytes")
    {
        Description = "Size, in MiB, beyond which the audit file gets a number behind its name and a new one is begun: 1 to 1048576. Default 100.",
        HelpName = "N",
        DefaultValueFactory = _ => 100,
    };

    private static readonly Option<int?> AuditRetentionDays = new("--audit-retention-days")
    {
        Description = "Days for which audit events are kept, 1 to 36500; then they are cut off at a signed checkpoint. Default: for ever.",
        HelpName = "DAYS",
    };

    private static readonly Option<bool> AllowLoopbackIssuers = new("--allow-loopback-issuers")
    {
        Description = "Let identity providers lie on this machine (127.0.0.0/8 and ::1), for development and clusters of one machine.",
    };

    public static Command Create()
    {
        var command = new Command(Verb, "Start the service. The first start makes the store, a local CA and an administrator's API key.")
        {
            Listen, PublishedAddress, CaFile, LegacyNames, MaximumValueBytes, KeptVersions, DeletedRetentionDays,
            FailedLoginsPerAddress, FailedLoginsPerKey, MaximumRequests, MaximumOperations, AuditFile, AuditFileOptional, AuditFileMebibytes,
            AuditRetentionDays, AllowLoopbackIssuers,
        };
        StoreArguments.AddTo(command);
        CertificateArguments.AddTo(command);
        SourceArguments.AddTo(command);
        TelemetryArguments.AddTo(command);
        BackupFolderArguments.AddTo(command);
        command.SetAction((parsed, cancellationToken) => ServerHost.RunAsync(Read(parsed), cancellationToken));
        return command;
    }

    private static ServerOptions Read(ParseResult parsed)
    {
        var retention = parsed.GetValue(DeletedRetentionDays);
        if (retention is not (>= 0.05 and <= 365))
        {
            throw new StartupException(
                string.Create(CultureInfo.InvariantCulture, $"--deleted-retention-days is {retention}."), "Give 0.05 to 365.");
        }

        return TelemetryArguments.Read(parsed, CertificateArguments.Read(parsed, StoreArguments.Read(parsed))) with
        {
            Listeners = [.. parsed.GetRequiredValue(Listen).Select(ListenAddress.Parse)],
            PublishedAddress = ReadAddress(parsed.GetValue(PublishedAddress)),
            CaFile = StoreArguments.NewFile(parsed, CaFile),
            Sources = SourceArguments.Read(parsed),
            Identity = new IdentityOptions { AllowedNetworks = parsed.GetValue(AllowLoopbackIssuers) ? SourceArguments.Loopback : [] },
            Access = new AccessOptions { RequestsPerSecond = ReadCount(parsed, MaximumRequests, AccessOptions.MostRequestsPerSecond) },
            AuditFile = ReadAuditFile(parsed),
            Backups = BackupFolderArguments.Read(parsed),
            AuditRetention = parsed.GetValue(AuditRetentionDays) is { } days ? TimeSpan.FromDays(InRange(AuditRetentionDays, days, 36_500)) : null,
            Secrets = new SecretOptions
            {
                MaximumValueBytes = ReadCount(parsed, MaximumValueBytes, 2 * 1024 * 1024),
                NameRule = parsed.GetValue(LegacyNames) ? SecretNameRule.Legacy : SecretNameRule.Strict,
                KeptVersions = ReadCount(parsed, KeptVersions, 100),
                DeletedRetention = TimeSpan.FromDays(retention),
            },
            FailedLogins = new FailedLoginOptions
            {
                PerAddress = ReadCount(parsed, FailedLoginsPerAddress, 1_000_000),
                PerKey = ReadCount(parsed, FailedLoginsPerKey, 1_000_000),
            },
            MaximumOperations = ReadCount(parsed, MaximumOperations, 8192),
        };
    }

    private static AuditFileOptions? ReadAuditFile(ParseResult parsed)
    {
        var mebibytes = ReadCount(parsed, AuditFileMebibytes, 1024 * 1024);
        return StoreArguments.NewFile(parsed, AuditFile) is { } file
            ? new AuditFileOptions { Path = Path.GetFullPath(file), MaximumBytes = mebibytes * 1024L * 1024, IsOptional = parsed.GetValue(AuditFileOptional) }
            : null;
    }

    public static int ReadCount(ParseResult parsed, Option<int> option, int most) => InRange(option, parsed.GetValue(option), most);

    private static int InRange(Option option, int count, int most) => count >= 1 && count <= most
        ? count
        : throw new StartupException($"{option.Name} is {count}.", string.Create(CultureInfo.InvariantCulture, $"Give 1 to {most}."));

    private static string? ReadAddress(string? text) => text is null || EdgeAddress.Normalise(text) is not null
        ? text
        : throw new StartupException($"--address '{text}' is not an address.", "Give HOST:PORT, such as secrets.example.com:443.");
}
