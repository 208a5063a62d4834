using System.Data.Common;
using Dapper;
using Microsoft.Extensions.Logging;
using Qwak.Core.Access;
using Qwak.Core.Audit;
using Qwak.Core.DataSources;
using Qwak.Core.Encryption;
using Qwak.Core.Encryption.Seals;
using Qwak.Core.Environments;
using Qwak.Core.Identity;
using Qwak.Core.ModelBuilds;
using Qwak.Core.Secrets;
using Qwak.Core.Telemetry;

namespace Qwak.Core.Storage;

/// <summary>An open, unsealed store and the services over it: the composition root of everything below the doors.</summary>
internal sealed class Store : IAsyncDisposable
{
    private readonly Database _database;
    private readonly BuildLogStore _logs;
    private readonly CurrentKeyring _keyring;
    private readonly ServiceKeys _keys;
    private readonly RowMacs _macs;
    private readonly AccessSeal _accessSeal;
    private readonly CursorSeal _cursors;
    private readonly SecretUsageCounter _usage;
    private readonly AuditAnchor _anchor;
    private readonly TimeProvider _time;
    private int _isDisposed;

    private Store(
        string id, Database database, CommitQueue commits, StoreSeal seal, Keyring unsealed, ServiceKeys keys, RowMacs macs, AccessSeal accessSeal, AuditAnchor anchor,
        StoreOptions options, DataDirectory directory, string writerName, ILoggerFactory loggers)
    {
        var keyring = new CurrentKeyring(database, seal, unsealed);
        (Id, _database, Commits, _keyring, _keys, _macs, _accessSeal, _anchor, _time) =
            (id, database, commits, keyring, keys, macs, accessSeal, anchor, options.Time);
        Operations = options.Telemetry.Operations;
        Refusals = new AnonymousRefusals(commits, options.Time, loggers.CreateLogger<AnonymousRefusals>());
        Runners = new BuildRunners(options.Time);
        var credentials = new CredentialRows(macs);
        var grants = new GrantCache(database, commits, accessSeal, credentials);
        var admission = new Admission(options.MaximumOperations);
        var path = new OperationPath(
            grants, new EnvironmentDirectory(database, commits), options.Own ?? OwnAddresses.None, commits,
            new RateLimit(options.Access, options.Time), admission, Refusals, Runners, options.Telemetry.Operations, options.Time);
        var users = new Users(accessSeal);
        Tokens = new TokenIssuer(keys, options.Time);
        Checkpoints = new AuditCheckpoints(commits, keys, options.Time);
        var failures = new FailedLogins(options.FailedLogins, options.Time);
        Authenticator = new Authenticator(database, commits, grants, Tokens, keys, failures, Refusals, admission, Runners, options.Telemetry.Operations, options.Time);
        Sessions = new SessionService(path, database, Authenticator, macs, admission, Refusals, options.Time);
        var rows = new SecretRows(database, macs);
        var access = new SecretAccess(options.Secrets);
        var writer = new SecretWriter(keyring, rows, options.Secrets, options.Encryption);
        Secrets = new SecretService(
            path, database, keyring, options.Secrets, access, rows, writer, new SecretPages(database, _cursors = new CursorSeal(keys.CursorKey())), new BuildReads(Runners));
        SecretLife = new SecretLifeService(path, database, access, rows);
        SecretBindings = new SecretBindingService(path, access, rows);
        var sources = new DataSourceRows(database, macs);
        var authority = new SourceAuthority(access, rows);
        DataSources = new DataSourceService(path, database, sources, authority, options.Secrets);
        SecretUses = new SecretUseService(path, grants, keyring, access, rows);
        SourceUses = new SourceUseService(path, sources, authority, SecretUses);
        SecretImports = new SecretImportService(path, options.Secrets, rows, writer);
        Destruction = new SecretDestruction(database, commits, options.Secrets, options.Time);
        AuditRetention = new AuditRetention(database, commits, keys, options.AuditRetention, options.Time);
        _usage = new SecretUsageCounter(database, commits);
        Builds = new ModelBuildService(
            path, database, commits, keys, macs, Runners, options.Secrets, options.Time, writerName);
        _logs = options.PostgreSql is null ? BuildLogStore.InFile(directory.File(BuildLogStore.FileName)) : BuildLogStore.InDatabase(database);
        BuildLogs = new BuildLogService(path, Builds, _logs, new BuildLogKeys(keys), options.Time);
        Environments = new EnvironmentService(path);
        ApiKeys = new ApiKeyService(path, database, keys, credentials, users);
        AccessTokens = new AccessTokenService(path, database, Tokens, credentials);
        RoleAssignments = new RoleService(path, database, accessSeal, users);
        Policies = new PolicyService(path, database, accessSeal);
        Users = new PrincipalService(path, database, accessSeal, credentials, PrincipalKind.User);
        ServiceAccounts = new PrincipalService(path, database, accessSeal, credentials, PrincipalKind.ServiceAccount);
        Groups = new GroupService(path, database, accessSeal);
        var clientSecrets = new ClientSecrets(keys);
        IdentityProviders = new IdentityProviderService(path, database, accessSeal, clientSecrets);
        IdentityRules = new IdentityRuleService(path, database, accessSeal);

        // Each with its own count of failures: a job with wrong tokens locks no user out, nor the other way round.
        OidcLogins NewOidcLogins() => new(
            commits, grants, keys, macs, new FailedLogins(options.FailedLogins, options.Time), Refusals, admission, options.Time,
            loggers.CreateLogger<OidcLogins>());
        TokenExchange = new TokenExchange(NewOidcLogins(), Tokens, options.Telemetry.Operations, options.Time);
        SignIns = new SignInService(NewOidcLogins(), Sessions, grants, clientSecrets, macs, admission, options.Telemetry.Operations, options.Time);
        UserContexts = new UserContextService(path);
        Keys = new KeyService(path, database, keyring, seal, options.Encryption, commits, options.Time);
        Sealing = new SealingService(path);
        Audit = new AuditService(path, database, new AuditCheck(database, keys, anchor), options.Time);
    }

    /// <summary>Random id of the store.</summary>
    public string Id { get; }

    public CommitQueue Commits { get; }

    /// <summary>How many operations there were in this process.</summary>
    public OperationCounts Operations { get; }

    public Authenticator Authenticator { get; }

    public SessionService Sessions { get; }

    public TokenIssuer Tokens { get; }

    public AnonymousRefusals Refusals { get; }

    public AuditCheckpoints Checkpoints { get; }

    public SecretService Secrets { get; }

    public SecretLifeService SecretLife { get; }

    public SecretBindingService SecretBindings { get; }

    public SecretUseService SecretUses { get; }

    public DataSourceService DataSources { get; }

    public SourceUseService SourceUses { get; }

    public SecretImportService SecretImports { get; }

    public SecretDestruction Destruction { get; }

    public AuditRetention AuditRetention { get; }

    public ModelBuildService Builds { get; }

    public BuildLogService BuildLogs { get; }

    /// <summary>The runners of model builds that are connected to this process.</summary>
    public BuildRunners Runners { get; }

    public EnvironmentService Environments { get; }

    public ApiKeyService ApiKeys { get; }

    public AccessTokenService AccessTokens { get; }

    public RoleService RoleAssignments { get; }

    public PolicyService Policies { get; }

    public PrincipalService Users { get; }

    public PrincipalService ServiceAccounts { get; }

    public GroupService Groups { get; }

    public IdentityProviderService IdentityProviders { get; }

    public IdentityRuleService IdentityRules { get; }

    public TokenExchange TokenExchange { get; }

    public SignInService SignIns { get; }

    public UserContextService UserContexts { get; }

    public KeyService Keys { get; }

    public SealingService Sealing { get; }

    public AuditService Audit { get; }

    /// <summary>The first administrator's key when this start made the store; null at every later one.</summary>
    public GeneratedKey? AdminKey { get; private init; }

    /// <summary>Where the seal's key file was found or made; null when it has none.</summary>
    public string? SealKeyFile { get; private init; }

    /// <summary>The kind of the seal, and where its key is, for a person.</summary>
    public required string SealedBy { get; init; }

    /// <summary>For how long the anchor has not been what it should be; about a second when all is well.</summary>
    public TimeSpan AnchorAge => _anchor.Age;

    /// <summary>In what the store was older than its anchor, when this start accepted it.</summary>
    public string? AcceptedRollback => _anchor.Accepted;

    /// <summary>Opens the store of a data directory, and makes it in a new one.</summary>
    /// <exception cref="StartupException">It cannot be opened; the message says why and what to do.</exception>
    public static Task<Store> OpenAsync(DataDirectory directory, StoreOptions options, ILoggerFactory loggers) =>
        OpenAsync(directory, options, loggers, brought: null);

    /// <summary>Opens a store that is there with what somebody brings: a key file's content, or a passphrase.</summary>
    /// <exception cref="StartupException">It cannot be opened; the message says why and what to do.</exception>
    public static Task<Store> UnsealAsync(DataDirectory directory, StoreOptions options, ILoggerFactory loggers, ReadOnlyMemory<byte> brought) =>
        OpenAsync(directory, options, loggers, brought);

    private static async Task<Store> OpenAsync(DataDirectory directory, StoreOptions options, ILoggerFactory loggers, ReadOnlyMemory<byte>? brought)
    {
        var database = Database.Open(options.Dialect(directory), loggers.CreateLogger<Database>());
        try
        {
            var file = options.AuditFile is { } fileOptions ? new AuditFile(fileOptions, loggers.CreateLogger<AuditFile>()) : null;
            var writerName = options.WriterName(directory);
            var commits = await CommitQueue.StartAsync(database, writerName, file, options.Telemetry, loggers.CreateLogger<CommitQueue>());
            try
            {
                return await OpenAsync(directory, database, commits, options, writerName, loggers, brought);
            }
            catch
            {
                await commits.DisposeAsync();
                throw;
            }
        }
        catch (Exception e)
        {
            database.Dispose();
            throw e is StartupException ? e : Failure(directory, e);
        }
    }

    /// <summary>
    /// What is due each second: the coalesced refusals of strangers, how often secrets were read, a checkpoint of the audit
    /// chains, and after a failure an event that tells, once it can be written, that the store is back. Then the anchor.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The store cannot be written; it is tried again in a second.</exception>
    public async Task TickAsync()
    {
        if (Commits.IsHeld)
        {
            return;
        }

        if (Commits.Failure is not null)
        {
            await Commits.AppendAsync(
                new AuditEvent { Time = StoreTime.Now(_time), Action = AuditActions.StoreRecover }, authorisedUnder: null);
        }

        await Builds.GiveUpLostAsync();
        await Refusals.FlushAsync();
        await _usage.RunAsync();

        // Before what only reads: health goes by a commit that fails.
        await Checkpoints.WriteAsync();
        await _anchor.KeepAsync(_database);
        await Keys.RotateIfDueAsync();
        await BuildLogs.CleanAsync();
    }

    /// <summary>Signs what was recorded, and refuses everything from now on.</summary>
    public async Task ShutAsync(string reason)
    {
        try
        {
            await TickAsync();
        }
        catch (StoreUnavailableException)
        {
            // The next start finds the chain without its last checkpoint, and writes one.
        }

        Commits.Hold(reason);
    }

    /// <summary>Makes a new API key of the administrator, writes it to the file, and revokes their older ones.</summary>
    public Task ResetAdminKeyAsync(string file) =>
        AdministratorRecovery.RunAsync(Commits, _keys, new CredentialRows(_macs), _accessSeal, _time, file);

    /// <summary>Puts the keyring under another seal.</summary>
    public async Task ResealAsync(OpenedSeal next)
    {
        var stored = await _database.ReadAsync(_keyring.RefreshAsync);
        using var move = await KeyringMove.PrepareAsync(_keyring.Now, stored, next);
        await Commits.ChangeAsync(
            async transaction =>
            {
                await move.RunAsync(transaction);
                transaction.Trail.Append(new AuditEvent { Time = StoreTime.Now(_time), Action = AuditActions.KeyReseal, Name = move.SealId });
            },
            authorisedUnder: null);
    }

    /// <summary>Commits what waits, writes the last checkpoint, and forgets the keys.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1)
        {
            return;
        }

        try
        {
            await TickAsync();
        }
        catch (StoreUnavailableException)
        {
            // Already logged; the next start finds the chain without its last checkpoint, and writes one.
        }

        await Commits.DisposeAsync();
        _logs.Dispose();
        _database.Dispose();
        _macs.Dispose();
        _cursors.Dispose();
        _keys.Dispose();
        _keyring.Dispose();
    }

    private static async Task<Store> OpenAsync(
        DataDirectory directory, Database database, CommitQueue commits, StoreOptions options, string writerName, ILoggerFactory loggers,
        ReadOnlyMemory<byte>? brought)
    {
        using var reader = database.OpenReader();
        GeneratedKey? adminKey = null;
        var seal = new StoreSeal(directory, options);
        OpenedSeal opened;
        if ((await KeyEncryptionKeyTable.ListAsync(reader)).Count == 0)
        {
            var newId = RandomId.New();
            opened = seal.Create(newId);
            adminKey = await FirstStart.RunAsync(commits, opened, newId, options);
        }
        else
        {
            opened = brought is { } key ? await StoreSeal.OpenAsync(reader, key) : await seal.OpenAsync(reader);
        }

        Keyring keyring;
        using (opened)
        {
            keyring = await KeyringSeal.UnsealAsync(opened.Seal, await KeyEncryptionKeyTable.ListAsync(reader));
        }

        var keys = ServiceKeys.Open(keyring, await ServiceKeyTable.ListAsync(reader));
        var macs = keys.RowMacs();
        var accessSeal = new AccessSeal(macs);
        var anchor = AuditAnchor.Of(directory, options, keys, loggers);
        await anchor.CompareAsync(reader, commits, options.AcceptsRollback, isNew: adminKey is not null);
        if (!commits.IsHeld)
        {
            await BringUpToDateAsync(reader, commits, macs, accessSeal, options);
        }

        var id = await StoreStateTable.FindAsync(reader, StoreStateTable.StoreId);
        var store = new Store(id!, database, commits, seal, keyring, keys, macs, accessSeal, anchor, options, directory, writerName, loggers)
        {
            AdminKey = adminKey,
            SealKeyFile = opened.KeyFile,
            SealedBy = $"{opened.Seal.Kind} {opened.Place}",
        };
        await store.Builds.ExpectRunnersAsync();
        return store;
    }

    private static async Task BringUpToDateAsync(
        DbConnection reader, CommitQueue commits, RowMacs macs, AccessSeal accessSeal, StoreOptions options)
    {
        if (await StoreStateTable.FindAsync(reader, StoreStateTable.RowsSealed) is null)
        {
            await RowSealing.RunAsync(commits, macs, options.Time);
        }

        await accessSeal.SealOldStoreAsync(commits, options.Time);
        if (options.Own is { } own)
        {
            await UpdateDefaultAddressAsync(commits, own, options.Time);
        }
    }

    // The default environment is reached at the first listener, wherever that is today.
    private static Task<bool> UpdateDefaultAddressAsync(CommitQueue commits, OwnAddresses own, TimeProvider time) => commits.ChangeAsync(
        async transaction =>
        {
            var changed = await transaction.Connection.ExecuteAsync(
                "UPDATE environment SET edge_address = @Primary WHERE is_default = 1 AND COALESCE(edge_address, '') <> @Primary"
                + " AND NOT EXISTS (SELECT 1 FROM environment WHERE edge_address = @Primary)",
                own);
            if (changed == 1)
            {
                transaction.Trail.Append(new AuditEvent
                {
                    Time = StoreTime.Now(time),
                    Action = AuditActions.EnvironmentMove,
                    Environment = FirstStart.DefaultEnvironment,
                    Name = own.Primary,
                });
                await transaction.RaiseChangeCounterAsync();
            }
        },
        authorisedUnder: null);

    private static StartupException Failure(DataDirectory directory, Exception cause) => new(
        $"The store in {directory.Path} cannot be opened: {cause.GetBaseException().Message.TrimEnd('.')}.",
        "If the disk is full, free it; otherwise restore the data directory from a backup.", cause);
}
