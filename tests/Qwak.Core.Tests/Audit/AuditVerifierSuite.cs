using System.Data.Common;
using System.Security.Cryptography;
using Dapper;
using Qwak.Core.Audit;
using Qwak.Core.Encryption;
using Qwak.Core.Storage;
using Qwak.Core.Tests.Service;
using Qwak.Rest;

namespace Qwak.Core.Tests.Audit;

/// <summary>Whatever is done to the trail behind the service's back is found, and its place named.</summary>
public abstract class AuditVerifierSuite : StoreSuite
{
    private const string MakeRoom =
        "UPDATE audit_event SET sequence = -sequence WHERE sequence > @s; UPDATE audit_event SET sequence = 1 - sequence WHERE sequence < 0;";

    private const string CopyBehind =
        "INSERT INTO audit_event (writer, sequence, time, principal, action, name, outcome, count, hash)"
        + " SELECT writer, @s + 1, time, principal, action, 'forged', outcome, count, hash FROM audit_event WHERE sequence = @s;";

    private const string Swap =
        "UPDATE audit_event SET sequence = -1 WHERE sequence = @s; UPDATE audit_event SET sequence = @s WHERE sequence = @t;"
        + " UPDATE audit_event SET sequence = @t WHERE sequence = -1;";

    private static readonly int Events = FullRun.Count(5_000, 100_000);

    [Fact]
    public async Task What_was_deleted_edited_swapped_inserted_or_cut_is_named_wherever_it_is()
    {
        await FillAsync(Events);
        var last = (int)await LastAsync();
        Assert.Empty((await VerifyAsync()).Faults);
        for (var round = 0; round < FullRun.Count(4, 25); round++)
        {
            var s = RandomNumberGenerator.GetInt32(2, last - 10);
            var t = RandomNumberGenerator.GetInt32(s + 2, last);
            await FindsAsync(AuditFaults.Deleted, s, "DELETE FROM audit_event WHERE sequence = @s", new { s });
            await FindsAsync(
                AuditFaults.Deleted, s,
                "DELETE FROM audit_event WHERE sequence = @s; UPDATE audit_event SET sequence = -sequence WHERE sequence > @s;"
                + " UPDATE audit_event SET sequence = -sequence - 1 WHERE sequence < 0;",
                new { s });
            await FindsAsync(AuditFaults.Edited, s, "UPDATE audit_event SET principal = 'other' WHERE sequence = @s", new { s });
            await FindsAsync(AuditFaults.Edited, s, "UPDATE audit_event SET version = -1 WHERE sequence = @s", new { s });
            await FindsAsync(AuditFaults.Reordered, s, Swap, new { s, t });
            await FindsAsync(AuditFaults.Reordered, s, Swap, new { s, t = s + 1 });
            await FindsAsync(AuditFaults.Inserted, s + 1, MakeRoom + CopyBehind, new { s });
            await FindsAsync(AuditFaults.Cut, s, "DELETE FROM audit_event WHERE sequence >= @s", new { s });
        }

        await FindsAsync(AuditFaults.Inserted, -5, "UPDATE audit_event SET sequence = -5 WHERE sequence = 1", null);
        await FindsAsync(AuditFaults.Cut, 1, "DELETE FROM audit_event", null);
    }

    [Fact]
    public async Task An_event_that_was_inserted_with_a_hash_that_fits_is_named()
    {
        await FillAsync(100);
        await FindsAsync(AuditFaults.Inserted, 51, async connection =>
        {
            await connection.ExecuteAsync(MakeRoom + CopyBehind, new { s = 50 });
            await RehashAsync(connection, 51, 51);
        });
    }

    [Fact]
    public async Task A_chain_that_was_rewritten_so_that_it_fits_does_not_fit_its_checkpoints()
    {
        await FillAsync(100);
        var signed = await LastAsync();
        await FillAsync(100);
        await FindsAsync(AuditFaults.Rewritten, signed + 1, async connection =>
        {
            await connection.ExecuteAsync("UPDATE audit_event SET principal = 'other' WHERE sequence = @s", new { s = signed + 20 });
            await RehashAsync(connection, signed + 20, long.MaxValue);
        });
    }

    [Theory]
    [InlineData("UPDATE audit_checkpoint SET time = time + 1 WHERE sequence = 2", 2)]
    [InlineData("UPDATE audit_checkpoint SET signature = (SELECT signature FROM audit_checkpoint WHERE sequence = 1) WHERE sequence = 2", 2)]
    [InlineData("DELETE FROM audit_checkpoint WHERE sequence = 1", 2)]
    [InlineData("UPDATE audit_checkpoint SET key_id = 'another' WHERE sequence = 3", 3)]
    public async Task A_checkpoint_that_was_altered_or_left_out_is_named(string tampering, long sequence)
    {
        for (var i = 0; i < 4; i++)
        {
            await FillAsync(3);
        }

        await FindsAsync(AuditFaults.Checkpoint, sequence, tampering, null);
    }

    [Fact]
    public async Task A_tail_that_was_cut_together_with_its_checkpoints_is_found_by_the_anchor_alone()
    {
        await FillAsync(20);
        await Scene.Store.TickAsync();
        var (checkpoints, last) = (await Scene.Place.ScalarAsync<long>("SELECT max(sequence) FROM audit_checkpoint"), await LastAsync());
        await FillAsync(20);
        await using var connection = Scene.Place.Connect();
        var anchor = await AuditCheckpointTable.LastAsync(connection);
        await Scene.Place.ExecuteAsync(
            "DELETE FROM audit_event WHERE sequence > @last; DELETE FROM audit_checkpoint WHERE sequence > @checkpoints", new { last, checkpoints });
        Assert.Empty((await VerifyAsync(connection)).Faults);
        var fault = Assert.Single((await VerifyAsync(connection, anchor)).Faults);
        Assert.Equal((AuditFaults.Cut, last + 1), (fault.Kind, fault.Sequence));
    }

    [Fact]
    public async Task What_came_after_the_last_checkpoint_is_told_apart_and_progress_is_shown()
    {
        await FillAsync(50);
        (await Admin.ListAsync()).Good();
        var seen = new List<(long Events, long Of)>();
        var check = (await Scene.Store.Audit.VerifyAsync(Admin.Context)).Good();
        var found = await check.RunAsync((events, of) => seen.Add((events, of)));
        Assert.True(found.IsGood);
        Assert.Equal((await LastAsync(), 2L), (found.Events, found.UnsignedEvents));
        Assert.Equal((found.Events, found.Events), seen[^1]);
        var chain = Assert.Single(found.Chains);
        Assert.Equal((1, 1L, found.Events, found.Events - 2), (chain.Writer, chain.From, chain.To, chain.SignedTo));
        Assert.Contains("BEGIN PUBLIC KEY", found.CheckpointKey, StringComparison.Ordinal);
        Assert.Equal("audit.verify", (await Scene.LastEventAsync()).Action);
        Assert.True((await Scene.Store.Audit.VerifyAsync((await Scene.UserAsync("reader-only", "reader")).Context)).IsRefused);
    }

    private Task<long> LastAsync() => Scene.Place.ScalarAsync<long>("SELECT max(sequence) FROM audit_event");

    private Task FillAsync(int count) => Scene.FillTrailAsync(count);

    private Task<AuditVerification> VerifyAsync() => Scene.VerifyTrailAsync();

    private Task<AuditVerification> VerifyAsync(DbConnection connection, AuditCheckpoint? anchor = null) => Scene.VerifyTrailAsync(connection, anchor);

    private Task FindsAsync(string kind, long sequence, string tampering, object? parameters) =>
        FindsAsync(kind, sequence, connection => connection.ExecuteAsync(tampering, parameters));

    // In a transaction that is taken back: the next one finds the trail whole.
    private async Task FindsAsync(string kind, long sequence, Func<DbConnection, Task> tamper)
    {
        await using var connection = Scene.Place.Connect();
        await connection.ExecuteAsync("BEGIN TRANSACTION");
        await tamper(connection);
        var found = await VerifyAsync(connection);
        await connection.ExecuteAsync("ROLLBACK TRANSACTION");
        Assert.False(found.IsGood);
        Assert.Equal((kind, sequence), (found.Faults[0].Kind, found.Faults[0].Sequence));
    }

    private static async Task RehashAsync(DbConnection connection, long from, long upTo)
    {
        var previous = (await AuditEventTable.HashAsync(connection, 1, from - 1))!;
        foreach (var chained in await AuditEventTable.ChainAsync(connection, 1, from - 1, upTo, int.MaxValue))
        {
            previous = chained.Event.Hash(previous, 1, chained.Head.Sequence, new FieldWriter());
            await connection.ExecuteAsync(
                "UPDATE audit_event SET hash = @previous WHERE sequence = @Sequence", new { previous, chained.Head.Sequence });
        }
    }
}

public sealed class AuditVerifierOnSqlite : AuditVerifierSuite
{
    private protected override StorePlace NewPlace() => new SqlitePlace();
}
