using System.Data.Common;
using System.Web;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Qwak.Core.Audit;
using Qwak.Core.Identity;
using Qwak.Core.Recovery;
using Qwak.Core.Storage;
using Qwak.Core.Tests.Audit;
using Qwak.Core.Tests.PostgreSql;
using Qwak.Core.Tests.Service;

namespace Qwak.Core.Tests.Recovery;

/// <summary>A stopped service moves from SQLite to PostgreSQL.</summary>
public sealed class MigrationTests : IAsyncLifetime
{
    private readonly PostgreSqlPlace _target = new();
    private Scene _scene = null!;

    public async ValueTask InitializeAsync()
    {
        _target.KeepEmpty();
        _scene = await Scene.OpenAsync(new SqlitePlace());
        for (var i = 0; i < 130; i++)
        {
            (await _scene.Admin.SetAsync($"moved-{i % 40}", $"value {i}")).Good();
        }

        (await _scene.Admin.UpdateAsync("moved-1", description: "\u00fcber 'quoted'", tags: ["one"])).Good();
        (await _scene.Admin.DeleteAsync("moved-2")).Good();
        (await _scene.Admin.GenerateKeyAsync("someone", role: "reader")).Good();
        (await _scene.Store.IdentityProviders.CreateAsync(
            _scene.Admin.Context, new("company", "https://login.example.com", null) { ClientId = "qwak-ui", ClientSecret = "the client's secret" })).Good();
        await _scene.Store.DisposeAsync();
    }

    [Fact]
    public async Task Every_row_of_every_table_is_there_verified_and_the_anchor_goes_on()
    {
        var loaded = await MigrateAsync();
        Assert.Empty(loaded.Findings.Faults);
        Assert.Null(loaded.Rollback);
        Assert.Equal(130, loaded.Findings.Values);
        await using (var from = await Sqlite())
        {
            await using var to = _target.Connect();
            foreach (var table in StoreTables.All.Where(table => !table.StartsWith("audit_", StringComparison.Ordinal)))
            {
                var columns = await TableReader.ColumnsAsync(from, table);
                var (one, other) = (await DigestAsync(from, table, columns), await DigestAsync(to, table, columns));
                Assert.True(one.IsSameAs(other), $"{table}: {one.Rows}, {other.Rows}");
            }

            // The trail has one chain more, with one event: of this process, which has done it.
            Assert.Equal(await Count(from) + 1, await Count(to));
        }

        await using var store = await OpenTargetAsync();
        Assert.False(store.Commits.IsHeld);
        var admin = await Scene.LoginToAsync(store, _scene.Place.AdminKey);
        Assert.Equal(["value 81", "value 121", "<not_found>"], [await admin.ReadAsync("moved-1", 3), await admin.ReadAsync("moved-1"), await admin.ReadAsync("moved-2")]);
        Assert.Equal("\u00fcber 'quoted'", (await admin.PropertiesAsync("moved-1")).Good().Description);
        Assert.Equal("the client's secret", await ClientSecretAsync(store));
        Assert.Single(await _target.QueryAsync<string>("SELECT name FROM audit_event WHERE action = @StoreMigrate", new { AuditActions.StoreMigrate }));
        await IndependentChain.VerifyAsync(_target);

        static Task<long> Count(DbConnection connection) => connection.ExecuteScalarAsync<long>("SELECT count(*) FROM audit_event");
    }

    /// <summary>What the provider that users sign in with would be told.</summary>
    private static async Task<string?> ClientSecretAsync(Store store)
    {
        var url = new Uri("https://login.example.com/x");
        FindSignInEndpoints find = (_, _) => Task.FromResult<(SignInEndpoints?, TokenProblem?)>((new(url, url, NamesIssuer: false, TakesBasic: true), null));
        var (cookie, address) = (await store.SignIns.BeginAsync("company", "", url, User.Origin, find, TestContext.Current.CancellationToken)).Good();
        var answer = new SignInAnswer { State = HttpUtility.ParseQueryString(new Uri(address).Query)["state"], Code = "x" };
        string? secret = null;
        RedeemCode redeem = (_, _, redemption) =>
        {
            secret = redemption.ClientSecret?.Reveal();
            return Task.FromResult<(string?, TokenProblem?)>((null, TokenProblem.WrongCode));
        };
        Assert.True((await store.SignIns.CompleteAsync("company", cookie, answer, url, User.Origin, (find, redeem, null!), TestContext.Current.CancellationToken)).IsRefused);
        return secret;
    }

    [Fact]
    public async Task Broken_off_it_has_done_nothing_and_is_begun_again()
    {
        var seal = _scene.SealKey();
        File.Move(seal, seal + ".away");
        await Assert.ThrowsAsync<StartupException>(() => MigrateAsync());
        Assert.Equal(0, await _target.ScalarAsync<long>("SELECT count(*) FROM secret"));
        File.Move(seal + ".away", seal);
        Assert.Empty((await MigrateAsync()).Findings.Faults);

        // What is there is not written over, and the original is still whole.
        Assert.Contains("There is a store", (await Assert.ThrowsAsync<StartupException>(() => MigrateAsync())).Message, StringComparison.Ordinal);
        await _scene.RestartAsync();
        Assert.Equal("value 129", await _scene.Admin.ReadAsync("moved-9"));
    }

    [Fact]
    public async Task A_value_that_no_column_has_breaks_it_off()
    {
        await _scene.Place.ExecuteAsync("UPDATE secret SET revision = 1.5 WHERE name = 'moved-3'");
        Assert.Contains("Column revision of secret holds a Double", (await Assert.ThrowsAsync<StartupException>(() => MigrateAsync())).Message, StringComparison.Ordinal);
        Assert.Equal(0, await _target.ScalarAsync<long>("SELECT count(*) FROM secret"));
    }

    public async ValueTask DisposeAsync()
    {
        await _scene.DisposeAsync();
        _target.Dispose();
    }

    private async Task<LoadedStore> MigrateAsync()
    {
        _scene.Place.Release();
        using var directory = DataDirectory.Open(_scene.Place.DataFolder);
        return await Migration.RunAsync(directory, Options(), NullLoggerFactory.Instance, _ => { });
    }

    private async Task<Store> OpenTargetAsync()
    {
        _scene.Place.Release();
        return await Store.OpenAsync(DataDirectory.Open(_scene.Place.DataFolder), Options(), NullLoggerFactory.Instance);
    }

    private StoreOptions Options() => _target.Complete(Scene.Options(_scene.Time) with { Seal = new() { KeyFile = _scene.SealKey() } });

    private async Task<DbConnection> Sqlite()
    {
        var connection = _scene.Place.Connect();
        await connection.ExecuteAsync("ATTACH DATABASE @logs AS build_logs", new { logs = Path.Combine(_scene.Place.DataFolder, BuildLogStore.FileName) });
        return connection;
    }

    private static async Task<RowDigest> DigestAsync(DbConnection connection, string table, IReadOnlyList<string> columns)
    {
        var digest = new RowDigest();
        await foreach (var row in TableReader.RowsAsync(connection, table, columns))
        {
            digest.Add(row);
        }

        return digest;
    }
}
