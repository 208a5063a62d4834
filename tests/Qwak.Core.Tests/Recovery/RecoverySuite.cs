using System.Globalization;
using Dapper;
using Qwak.Core.Audit;
using Qwak.Core.ModelBuilds;
using Qwak.Core.Recovery;
using Qwak.Core.Secrets;
using Qwak.Core.Storage;
using Qwak.Core.Tests.Audit;
using Qwak.Core.Tests.ModelBuilds;
using Qwak.Core.Tests.Service;
using Qwak.FeatureStore.DataSources;

namespace Qwak.Core.Tests.Recovery;

/// <summary>Backups of each database, restored into the same kind of database and into the other one.</summary>
public abstract class RecoverySuite : StoreSuite
{
    private readonly TemporaryFolder _folder = new();

    private string Output => _folder.File("backup");

    private protected abstract StorePlace NewOtherPlace();

    [Fact]
    public async Task The_list_of_tables_is_the_schema()
    {
        await using var snapshot = await StoreSnapshot.OpenAsync(Scene.Place.Complete(Scene.Options(Scene.Time)).Dialect(DataDirectory.Look(Scene.Place.DataFolder)));
        var tables = await TablesAsync(snapshot);

        // The journal of the migrations alone is the place's own: it is made with the schema.
        Assert.Equal(tables.Where(table => table != "schemaversions").Order(StringComparer.Ordinal), StoreTables.All.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_backup_under_load_is_one_moment_of_the_store_with_every_version_wherever_it_is_restored(bool inOtherDatabase)
    {
        await Scene.RestartAsync(options => options with { Secrets = new SecretOptions { KeptVersions = 100 } });
        (await Admin.SetAsync("quiet", "before")).Good();
        using var stop = new CancellationTokenSource();
        var written = new int[6];
        var load = Enumerable.Range(0, written.Length).Select(i => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested && written[i] < 90)
            {
                var number = (await Admin.SetAsync($"loaded-{i}", Value(i, written[i] + 1))).Good().Properties.Version;
                Assert.Equal(Value(i, number), await Admin.ReadAsync($"loaded-{i}"));
                Volatile.Write(ref written[i], number);
            }
        })).ToList();
        await WaitForAsync(() => written.Min() >= 3);
        int[] before;
        do
        {
            // Again where the machine was too busy to write anything meanwhile.
            Assert.InRange(written.Min(), 3, 80);
            File.Delete(Output);
            before = [.. written];
            await Scene.BackupAsync(Output);
        }
        while (written.Sum() == before.Sum());

        await stop.CancelAsync();
        await Task.WhenAll(load);

        using var place = inOtherDatabase ? NewOtherPlace() : NewPlace();
        place.KeepEmpty();
        var loaded = await Scene.RestoreAsync(Output, place);
        Assert.Empty(loaded.Findings.Faults);
        Assert.Null(loaded.Rollback);
        await using var store = await Scene.OpenAtAsync(place);
        var admin = await Scene.LoginToAsync(store, Scene.Place.AdminKey);
        var versions = 1;
        for (var i = 0; i < written.Length; i++)
        {
            var name = $"loaded-{i}";
            var current = (await admin.PropertiesAsync(name)).Good().Version;
            Assert.InRange(current, before[i], written[i]);
            for (var version = 1; version <= current; version++)
            {
                Assert.Equal(Value(i, version), await admin.ReadAsync(name, version));
            }

            // One moment: of each version its event, and of no other.
            Assert.Equal(current, await place.ScalarAsync<long>(
                "SELECT count(*) FROM audit_event WHERE action = 'secret.set' AND name = @name", new { name }));
            versions += current;
        }

        Assert.Equal(versions, loaded.Findings.Values);
        await IndependentChain.VerifyAsync(place);
        static string Value(int i, int version) => string.Create(CultureInfo.InvariantCulture, $"value {i} of version {version}");
    }

    [Fact]
    public async Task Policies_roles_tokens_and_logs_of_builds_come_along_and_the_restore_is_in_the_trail()
    {
        var (build, runner) = await TestRunner.StartAsync(Scene, Admin);
        await using var _ = runner;
        var log = (await Scene.Store.BuildLogs.WriteAsync(Admin.Context, build.Id)).Good();
        (await log.TakeAsync(1, [new LoggedText(Scene.Time.GetUtcNow(), false, "in the log\n")])).Good();
        var reader = (await Admin.GenerateKeyAsync("reading", role: "reader")).Good();
        (await Admin.SetAsync("some-key", "one")).Good();
        (await Admin.SetAsync("some-key", "two")).Good();
        (await Admin.DeleteAsync("some-key")).Good();
        var revoked = (await Admin.GenerateKeyAsync("gone", role: "admin")).Good();
        (await Admin.RevokeKeyAsync(revoked.Id)).Good();
        var header = await Scene.BackupAsync(Output);

        using var place = NewOtherPlace();
        place.KeepEmpty();
        Assert.Empty((await Scene.RestoreAsync(Output, place)).Findings.Faults);
        await using var store = await Scene.OpenAtAsync(place);
        var admin = await Scene.LoginToAsync(store, Scene.Place.AdminKey);
        (await admin.RestoreAsync("some-key")).Good();
        var user = await Scene.LoginToAsync(store, reader.Text);
        Assert.Equal(["one", "two"], [await user.ReadAsync("some-key", 1), await user.ReadAsync("some-key")]);
        Assert.Equal("permission_denied", (await user.SetAsync("some-key", "three")).Code());
        Assert.Equal("unauthenticated", (await store.Authenticator.AuthenticateAsync(revoked.Text, User.Origin)).Code());
        Assert.Equal(header.Name, Assert.Single(await place.QueryAsync<string>("SELECT name FROM audit_event WHERE action = @StoreRestore", new { AuditActions.StoreRestore })));
        Assert.True((await (await store.Audit.VerifyAsync(admin.Context)).Good().RunAsync()).IsGood);
    }

    [Fact]
    public async Task A_restore_over_what_the_anchor_knows_of_is_told_and_not_served_until_it_is_accepted()
    {
        (await Admin.SetAsync("some-key", "old")).Good();
        await Scene.BackupAsync(Output);
        (await Admin.SetAsync("some-key", "new")).Good();
        await Scene.Store.DisposeAsync();

        using var place = NewPlace();
        place.KeepEmpty();
        var options = Scene.OptionsAt(place) with { AnchorFile = Scene.Place.AnchorFile };
        Assert.Contains("older than its audit anchor", await RestoreAsync(), StringComparison.Ordinal);
        await using (var store = await place.OpenAsync(options))
        {
            Assert.True(store.Commits.IsHeld);
        }

        await using (var store = await place.OpenAsync(options with { AcceptsRollback = true }))
        {
            Assert.Equal("old", await (await Scene.LoginToAsync(store, Scene.Place.AdminKey)).ReadAsync("some-key"));
        }

        Assert.Equal(
            [AuditActions.StoreRestore, AuditActions.StoreAcceptRollback],
            await place.QueryAsync<string>("SELECT action FROM audit_event WHERE action LIKE 'store.%e%' AND action <> 'store.create' ORDER BY writer, sequence"));

        async Task<string?> RestoreAsync()
        {
            using var backup = await BackupFile.OpenAsync(Output, Scene.SealOf());
            using var directory = DataDirectory.Open(place.DataFolder);
            return (await Restore.RunAsync(backup, directory, options, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance, _ => { })).Rollback;
        }
    }

    [Fact]
    public async Task What_was_damaged_in_the_store_already_is_named_and_the_rest_is_restored()
    {
        (await Admin.SetAsync("good-key", "good")).Good();
        (await Admin.SetAsync("bad-key", "bad")).Good();
        (await Admin.SetAsync("moved-key", "moved")).Good();
        foreach (var name in new[] { "good-source", "bad-source" })
        {
            var source = new PostgresSource(name, "", "created", "good-key", "moved-key", "jdbc:postgresql://db.example.com/sales", dbTable: "orders");
            (await Scene.Store.DataSources.RegisterAsync(Admin.Context, null, source)).Good();
        }

        var (build, runner) = await TestRunner.StartAsync(Scene, Admin);
        await using var _ = runner;
        await Scene.Place.ExecuteAsync("UPDATE data_source SET updated_by = 'nobody' WHERE name = 'bad-source'");
        await Scene.Place.ExecuteAsync("UPDATE model_build SET declared = 'more-than-it-said'");
        await Scene.Place.ExecuteAsync(
            "UPDATE secret_version SET ciphertext = @junk WHERE secret_id = (SELECT id FROM secret WHERE name = 'bad-key')", new { junk = new byte[60] });
        await Scene.Place.ExecuteAsync("UPDATE secret SET updated_by = 'nobody' WHERE name = 'moved-key'");
        await Scene.Place.ExecuteAsync("UPDATE audit_event SET outcome = 'denied' WHERE name = 'good-key'");
        await Scene.BackupAsync(Output);

        using var place = NewPlace();
        place.KeepEmpty();
        var faults = (await Scene.RestoreAsync(Output, place)).Findings.Faults;
        Assert.Contains(faults, fault => fault.Contains("bad-key", StringComparison.Ordinal) && fault.Contains("version 1 does not decrypt", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.Contains("moved-key", StringComparison.Ordinal) && fault.Contains("altered", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.StartsWith("audit trail: ", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.StartsWith("data source bad-source", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.StartsWith($"build {build.Id}", StringComparison.Ordinal));
        Assert.DoesNotContain(faults, fault => fault.Contains("good-source", StringComparison.Ordinal));
        await using var store = await Scene.OpenAtAsync(place);
        Assert.Equal("good", await (await Scene.LoginToAsync(store, Scene.Place.AdminKey)).ReadAsync("good-key"));
    }

    [Fact]
    public async Task A_place_that_is_not_empty_stays_as_it_was_and_so_does_a_file_that_is_there()
    {
        await Scene.BackupAsync(Output);
        var size = new FileInfo(Output).Length;
        Assert.Contains("is there already", (await Assert.ThrowsAsync<StartupException>(() => Scene.BackupAsync(Output))).Message, StringComparison.Ordinal);
        Assert.Equal(size, new FileInfo(Output).Length);
        Assert.Equal(PrivateFile.OwnerOnly, File.GetUnixFileMode(Output));

        await using var other = await Scene.OpenAsync(NewPlace());
        (await other.Admin.SetAsync("mine", "mine")).Good();
        await other.Store.DisposeAsync();
        other.Place.Release();
        Assert.Contains("There is a store", (await Assert.ThrowsAsync<StartupException>(() => Scene.RestoreAsync(Output, other.Place))).Message, StringComparison.Ordinal);
        await other.RestartAsync();
        Assert.Equal("mine", await other.Admin.ReadAsync("mine"));
    }

    [Fact]
    public async Task A_restore_that_was_broken_off_leaves_an_empty_place_that_the_next_one_takes()
    {
        (await Admin.SetAsync("some-key", "value")).Good();
        await Scene.BackupAsync(Output, new BackupSeal(_folder.File("own-key"), null));
        using var place = NewPlace();
        place.KeepEmpty();

        // Loaded, and then the store's own seal is not to be found.
        using (var backup = await BackupFile.OpenAsync(Output, new BackupSeal(_folder.File("own-key"), null)))
        using (var directory = DataDirectory.Open(place.DataFolder))
        {
            var options = Scene.OptionsAt(place) with { Seal = new() { KeyFile = _folder.File("missing") } };
            await Assert.ThrowsAsync<StartupException>(() => Restore.RunAsync(
                backup, directory, options, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance, _ => { }));
        }

        Assert.Equal(0, await place.ScalarAsync<long>("SELECT count(*) FROM secret"));
        Assert.Empty((await Scene.RestoreAsync(Output, place, new BackupSeal(_folder.File("own-key"), null))).Findings.Faults);
        await using var store = await Scene.OpenAtAsync(place);
        Assert.Equal("value", await (await Scene.LoginToAsync(store, Scene.Place.AdminKey)).ReadAsync("some-key"));
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private static async Task WaitForAsync(Func<bool> condition)
    {
        for (var i = 0; i < 2000 && !condition(); i++)
        {
            await Task.Delay(5);
        }

        Assert.True(condition());
    }

    private static async Task<IEnumerable<string>> TablesAsync(StoreSnapshot snapshot) => (await snapshot.Connection.QueryAsync<string>(
        snapshot.Connection is Microsoft.Data.Sqlite.SqliteConnection
            ? "SELECT lower(name) FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' UNION ALL SELECT name FROM build_logs.sqlite_master WHERE type = 'table'"
            : "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()")).AsList();
}

public sealed class RecoveryOnSqlite : RecoverySuite
{
    private protected override StorePlace NewPlace() => new SqlitePlace();

    private protected override StorePlace NewOtherPlace() => new PostgreSql.PostgreSqlPlace();
}
