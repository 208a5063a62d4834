using System.Data.Common;
using System.Security.Cryptography;
using Dapper;
using Qwak.Core.Audit;
using Qwak.Core.Storage;
using Qwak.Core.Tests.Service;
using Qwak.Rest;

namespace Qwak.Core.Tests.Audit;

/// <summary>The trail after retention cut off its beginning: whole, and with every trace that the service needs of what is gone.</summary>
public abstract class AuditRetentionSuite : StoreSuite
{
    private const int Days = 30;

    [Fact]
    public async Task What_is_older_than_the_retention_is_cut_at_a_checkpoint_and_the_rest_verifies()
    {
        await StartAsync();
        await LiveAsync();
        var old = await LastAsync();
        await PassAsync(Days - 1);
        await LiveAsync();
        await CutAsync();
        Assert.Equal(1, await FirstAsync());

        await PassAsync(3);
        await CutAsync();
        var first = await FirstAsync();
        Assert.InRange(first, 2, old);
        var checkpoint = await Scene.Place.ScalarAsync<string>("SELECT heads FROM audit_checkpoint ORDER BY sequence LIMIT 1");
        Assert.StartsWith($"1:{first}:", checkpoint, StringComparison.Ordinal);
        var found = await VerifyAsync();
        Assert.Empty(found.Faults);
        Assert.Equal((first - 1, await LastAsync() - first + 1), (found.CutEvents, found.Events));
        Assert.Equal("audit.cut", (await Scene.LastEventAsync()).Action);
        await IndependentChain.VerifyAsync(Scene.Place);

        await CutAsync();
        Assert.Equal(first, await FirstAsync());
        await StartAsync();
        await LiveAsync();
        await PassAsync(2 * Days);
        await LiveAsync();
        await CutAsync();
        Assert.True(await FirstAsync() > first);
        Assert.Empty((await VerifyAsync()).Faults);
        await IndependentChain.VerifyAsync(Scene.Place);
    }

    [Theory]
    [InlineData(AuditFaults.Deleted, "DELETE FROM audit_event WHERE sequence = (SELECT MIN(sequence) FROM audit_event)")]
    [InlineData(AuditFaults.Deleted, "DELETE FROM audit_cut; DELETE FROM audit_cut_row")]
    [InlineData(AuditFaults.Retention, "DELETE FROM audit_cut")]
    [InlineData(AuditFaults.Inserted, "INSERT INTO audit_event (writer, sequence, time, action, outcome, count, hash) SELECT writer, 1, time, action, outcome, count, hash FROM audit_event WHERE sequence = (SELECT MAX(sequence) FROM audit_event)")]
    [InlineData(AuditFaults.Checkpoint, "DELETE FROM audit_checkpoint WHERE sequence = (SELECT MIN(sequence) FROM audit_checkpoint)")]
    [InlineData(AuditFaults.Retention, "UPDATE audit_cut SET time = time + 1")]
    [InlineData(AuditFaults.Retention, "UPDATE audit_cut SET checkpoint = checkpoint + 1")]
    [InlineData(AuditFaults.Retention, "UPDATE audit_cut SET starts = (SELECT heads FROM audit_checkpoint ORDER BY sequence LIMIT 1); DELETE FROM audit_event WHERE sequence = (SELECT MIN(sequence) FROM audit_event)")]
    [InlineData(AuditFaults.Retention, "UPDATE audit_cut SET key_id = 'another'")]
    [InlineData(AuditFaults.Retention, "UPDATE audit_cut_row SET revision = 1")]
    [InlineData(AuditFaults.Retention, "DELETE FROM audit_cut_row")]
    public async Task A_cut_that_is_not_ours_is_named(string kind, string tampering)
    {
        await CutAllAsync();
        Assert.Empty((await VerifyAsync()).Faults);
        await Scene.Place.ExecuteAsync(tampering);
        Assert.Equal(kind, (await VerifyAsync()).Faults[0].Kind);
    }

    [Fact]
    public async Task An_older_cut_of_ours_does_not_hide_what_somebody_deleted()
    {
        await CutAllAsync();
        var first = await FirstAsync();
        await Scene.Place.ExecuteAsync("CREATE TABLE old_cut AS SELECT * FROM audit_cut; CREATE TABLE old_row AS SELECT * FROM audit_cut_row");
        await EndAsync();
        Assert.Empty((await VerifyAsync()).Faults);
        await Scene.Place.ExecuteAsync(
            "DELETE FROM audit_cut; INSERT INTO audit_cut SELECT * FROM old_cut;"
            + " DELETE FROM audit_cut_row; INSERT INTO audit_cut_row SELECT * FROM old_row");
        var fault = (await VerifyAsync()).Faults[0];
        Assert.Equal((AuditFaults.Deleted, first), (fault.Kind, fault.Sequence));
    }

    [Fact]
    public async Task Old_rows_are_refused_although_their_last_events_are_cut_off()
    {
        await StartAsync();
        (await Admin.SetAsync("some-secret", "one")).Good();
        var key = (await Admin.GenerateKeyAsync("ana")).Good();
        var (secret, apiKey, access) = (await TakeAsync("secret"), await TakeAsync("api_key", key.Id), await TakeAsync("access_seal"));
        (await Admin.SetAsync("some-secret", "two")).Good();
        (await Admin.RevokeRoleAsync("ana", "*")).Good();
        (await Admin.RevokeKeyAsync(key.Id)).Good();
        var last = await LastAsync();
        await EndAsync();
        Assert.True(await FirstAsync() > last);
        Assert.Equal("two", await Admin.ReadAsync("some-secret"));

        await PutBackAsync("api_key", apiKey);
        Assert.Equal("unauthenticated", (await Scene.Store.Authenticator.AuthenticateAsync(key.Text, User.Origin)).Code());
        await PutBackAsync("secret", secret);
        Assert.Equal("<integrity_failure>", await Admin.ReadAsync("some-secret"));
        Assert.Equal(3, (await Admin.SetAsync("some-secret", "three")).Good().Properties.Version);
        await PutBackAsync("access_seal", access);
        await using var connection = Scene.Place.Connect();
        Assert.True(
            await connection.ExecuteScalarAsync<long>($"SELECT {AuditEventTable.LastRevision("@id")}", new { id = "access" })
            > await connection.ExecuteScalarAsync<long>("SELECT revision FROM access_seal"));
    }

    [Fact]
    public async Task What_is_not_counted_yet_stays_and_the_usage_is_exact_afterwards()
    {
        await StartAsync();
        (await Admin.SetAsync("some-secret", "one")).Good();
        await Scene.Store.TickAsync();
        var counted = await Scene.Place.ScalarAsync<long>("SELECT sequence FROM secret_usage_position");
        for (var i = 0; i < 7; i++)
        {
            await Admin.ReadAsync("some-secret");
            await Scene.Store.Checkpoints.WriteAsync();
        }

        Scene.Time.Advance(TimeSpan.FromDays(2 * Days));
        await CutAsync();
        Assert.InRange(await FirstAsync(), 1, counted + 1);
        await Scene.Store.TickAsync();
        await CutAsync();
        Assert.True(await FirstAsync() > counted + 1);
        Assert.Equal(7, await Scene.Place.ScalarAsync<long>("SELECT SUM(reads) FROM secret_usage WHERE name = 'some-secret'"));
        await Scene.Store.TickAsync();
        Assert.Equal(7, await Scene.Place.ScalarAsync<long>("SELECT SUM(reads) FROM secret_usage WHERE name = 'some-secret'"));
        Assert.Empty((await VerifyAsync()).Faults);
    }

    [Theory]
    [InlineData("UPDATE audit_event SET principal = 'other' WHERE sequence = 2")]
    [InlineData("DELETE FROM audit_event WHERE sequence = 2")]
    [InlineData("UPDATE audit_checkpoint SET time = time + 1 WHERE sequence = 2")]
    [InlineData("INSERT INTO audit_cut_row (row_id, revision, version) VALUES ('some', 1, 1)")]
    public async Task What_was_tampered_with_is_not_cut_off(string tampering)
    {
        await StartAsync();
        await LiveAsync();
        await PassAsync(2 * Days);
        await LiveAsync();
        await Scene.Place.ExecuteAsync(tampering);
        var events = await Scene.Place.ScalarAsync<long>("SELECT COUNT(*) FROM audit_event");
        var refused = await Assert.ThrowsAsync<InvalidDataException>(CutAsync);
        Assert.Contains("qwak audit verify", refused.Message, StringComparison.Ordinal);
        Assert.Equal(events, await Scene.Place.ScalarAsync<long>("SELECT COUNT(*) FROM audit_event"));
    }

    [Fact]
    public async Task A_quiet_chain_keeps_its_last_event_and_two_that_cut_at_once_do_it_once()
    {
        await StartAsync();
        using (var other = new StoreConnection(Scene.Place.Connect()))
        {
            var trail = await AuditTrail.OpenAsync(other, "another");
            for (var i = 0; i < 5; i++)
            {
                trail.Append(new AuditEvent { Time = StoreTime.Now(Scene.Time), Action = AuditActions.SecretRead });
            }

            await trail.FlushAsync();
        }

        await LiveAsync();
        await PassAsync(2 * Days);
        await LiveAsync();
        await Task.WhenAll(CutAsync(), CutAsync());
        Assert.Single(await Scene.EventsAsync(), e => e.Action == "audit.cut");
        Assert.Equal([5L], await Scene.Place.QueryAsync<long>("SELECT sequence FROM audit_event WHERE writer = 2"));
        await PassAsync(2 * Days);
        await LiveAsync();
        await CutAsync();
        Assert.Equal([5L], await Scene.Place.QueryAsync<long>("SELECT sequence FROM audit_event WHERE writer = 2"));
        Assert.Empty((await VerifyAsync()).Faults);
        await IndependentChain.VerifyAsync(Scene.Place);
    }

    [Fact]
    public async Task An_anchor_from_before_the_cut_does_not_take_it_for_a_rollback()
    {
        await StartAsync();
        await LiveAsync();
        var anchor = await File.ReadAllTextAsync(Scene.Place.AnchorFile, TestContext.Current.CancellationToken);
        await EndAsync();
        await Scene.Store.DisposeAsync();
        await File.WriteAllTextAsync(Scene.Place.AnchorFile, anchor, TestContext.Current.CancellationToken);
        await StartAsync();
        Assert.False(Scene.Store.Commits.IsHeld);
    }

    private Task StartAsync() => Scene.RestartAsync(options => options with { AuditRetention = TimeSpan.FromDays(Days) });

    private Task CutAsync() => Scene.Store.AuditRetention.RunAsync(TestContext.Current.CancellationToken);

    private async Task CutAllAsync()
    {
        await StartAsync();
        (await Admin.SetAsync("some-secret", "one")).Good();
        (await Admin.SetAsync("some-secret", "two")).Good();
        await LiveAsync();
        await EndAsync();
    }

    // All that was so far is cut off but its last event, and there is more behind that.
    private async Task EndAsync()
    {
        await LiveAsync();
        await PassAsync(2 * Days);
        await LiveAsync();
        await CutAsync();
        await Scene.Store.TickAsync();
        Assert.True(await FirstAsync() > 1);
    }

    private async Task LiveAsync()
    {
        for (var i = 0; i < 4; i++)
        {
            await Admin.ReadAsync("some-secret");
            await Scene.Store.TickAsync();
            Scene.Time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    // A login again: no token lives that long.
    private async Task PassAsync(int days)
    {
        Scene.Time.Advance(TimeSpan.FromDays(days));
        await StartAsync();
    }

    private Task<long> FirstAsync() => Scene.Place.ScalarAsync<long>("SELECT MIN(sequence) FROM audit_event WHERE writer = 1");

    private Task<long> LastAsync() => Scene.Place.ScalarAsync<long>("SELECT MAX(sequence) FROM audit_event WHERE writer = 1");

    private async Task<AuditVerification> VerifyAsync()
    {
        await using var connection = Scene.Place.Connect();
        using var key = ECDsa.Create(await CheckpointKey.PublicAsync(Scene.Place));
        var keyId = await Scene.Place.ScalarAsync<string>("SELECT id FROM service_key WHERE purpose = 'audit-checkpoint'");
        return await new AuditVerifier(connection, keyId, key, anchor: null).RunAsync();
    }

    private async Task<IDictionary<string, object?>> TakeAsync(string table, string? id = null)
    {
        await using var connection = Scene.Place.Connect();
        return (IDictionary<string, object?>)await connection.QuerySingleAsync<dynamic>(
            $"SELECT * FROM {table}" + (id is null ? "" : $" WHERE id = '{id}'"));
    }

    private async Task PutBackAsync(string table, IDictionary<string, object?> row)
    {
        await using DbConnection connection = Scene.Place.Connect();
        var set = string.Join(", ", row.Keys.Where(column => column != "id").Select(column => $"{column} = @{column}"));
        Assert.Equal(1, await connection.ExecuteAsync($"UPDATE {table} SET {set} WHERE id = @id", row));
    }
}

public sealed class AuditRetentionOnSqlite : AuditRetentionSuite
{
    private protected override StorePlace NewPlace() => new SqlitePlace();
}
