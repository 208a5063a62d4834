using System.Security.Cryptography;
using System.Text;
using Qwak.Core.Audit;
using Qwak.Core.Storage;
using Qwak.Core.Tests.Service;

namespace Qwak.Core.Tests.Audit;

/// <summary>The hash chain and its checkpoints, by the independent page of code.</summary>
public abstract class AuditChainSuite : StoreSuite
{
    [Fact]
    public async Task The_chain_recomputed_from_the_rows_is_the_one_that_is_stored()
    {
        await LiveAsync();
        Assert.Null(await IndependentChain.FirstBadAsync(Scene.Place));
        await Scene.RestartAsync();
        await LiveAsync();
        Assert.Null(await IndependentChain.FirstBadAsync(Scene.Place));
    }

    [Theory]
    [InlineData("UPDATE audit_event SET principal = 'someone-else' WHERE sequence = @s")]
    [InlineData("UPDATE audit_event SET principal_id = NULL WHERE sequence = @s")]
    [InlineData("UPDATE audit_event SET credential = 'key:other' WHERE sequence = @s")]
    [InlineData("UPDATE audit_event SET action = 'secret.list' WHERE sequence = @s")]
    [InlineData("UPDATE audit_event SET environment = '' WHERE sequence = @s")]
    [InlineData("UPDATE audit_event SET name = 'other' WHERE sequence = @s")]
    [InlineData("UPDATE audit_event SET version = version + 1 WHERE sequence = @s")]
    [InlineData("UPDATE audit_event SET version = NULL WHERE sequence = @s")]
    [InlineData("UPDATE audit_event SET outcome = 'ok ' WHERE sequence = @s")]
    [InlineData("UPDATE audit_event SET address = NULL WHERE sequence = @s")]
    [InlineData("UPDATE audit_event SET request_id = 'x' WHERE sequence = @s")]
    [InlineData("UPDATE audit_event SET count = 2 WHERE sequence = @s")]
    [InlineData("UPDATE audit_event SET time = time + 1 WHERE sequence = @s")]
    [InlineData("UPDATE audit_event SET hash = (SELECT hash FROM audit_event WHERE sequence = 1) WHERE sequence = @s")]
    [InlineData("DELETE FROM audit_event WHERE sequence = @s")]
    [InlineData("UPDATE audit_event SET sequence = -1 WHERE sequence = @s; UPDATE audit_event SET sequence = @s WHERE sequence = @s + 1;"
        + " UPDATE audit_event SET sequence = @s + 1 WHERE sequence = -1")]
    public async Task An_event_that_is_edited_deleted_or_reordered_is_found_at_its_place(string tampering)
    {
        await LiveAsync();
        var sequence = await Scene.Place.ScalarAsync<long>("SELECT max(sequence) - 2 FROM audit_event WHERE action = 'secret.read'");
        await Scene.Place.ExecuteAsync(tampering, new { s = sequence });
        Assert.Equal($"1:{sequence}", await IndependentChain.FirstBadAsync(Scene.Place));
    }

    [Fact]
    public async Task Every_checkpoint_binds_the_heads_and_the_one_before_it()
    {
        for (var i = 0; i < 3; i++)
        {
            await LiveAsync();
            await Scene.Store.Checkpoints.WriteAsync();
            Scene.Time.Advance(TimeSpan.FromSeconds(1));
        }

        var checkpoints = await CheckpointsAsync();
        Assert.Equal(Enumerable.Range(1, checkpoints.Count).Select(i => (long)i), checkpoints.Select(c => c.Sequence));
        var head = await Scene.Place.QueryAsync<(long, long, byte[])>(
            "SELECT writer, sequence, hash FROM audit_event ORDER BY sequence DESC LIMIT 1");
        Assert.Equal($"{head[0].Item1}:{head[0].Item2}:{Convert.ToHexStringLower(head[0].Item3)}", checkpoints[^1].Heads);
        await VerifyAsync(checkpoints);
    }

    [Fact]
    public async Task A_checkpoint_that_was_altered_or_left_out_does_not_verify()
    {
        for (var i = 0; i < 3; i++)
        {
            await LiveAsync();
            await Scene.Store.Checkpoints.WriteAsync();
        }

        var checkpoints = await CheckpointsAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => VerifyAsync([checkpoints[0], .. checkpoints.Skip(2)]));
        await Assert.ThrowsAnyAsync<Exception>(
            () => VerifyAsync([.. checkpoints.SkipLast(1), checkpoints[^1] with { Heads = checkpoints[^2].Heads }]));
        await Assert.ThrowsAnyAsync<Exception>(
            () => VerifyAsync([.. checkpoints.SkipLast(1), checkpoints[^1] with { Time = checkpoints[^1].Time.AddSeconds(1) }]));
    }

    [Fact]
    public async Task A_tail_that_is_cut_off_does_not_fit_the_signed_head()
    {
        await LiveAsync();
        await Scene.Store.Checkpoints.WriteAsync();
        await Scene.Place.ExecuteAsync("DELETE FROM audit_event WHERE sequence > (SELECT max(sequence) - 2 FROM audit_event)");
        Assert.Null(await IndependentChain.FirstBadAsync(Scene.Place));
        var signed = (await CheckpointsAsync())[^1].Heads.Split(':');
        Assert.Equal(0, await Scene.Place.ScalarAsync<int>(
            "SELECT count(*) FROM audit_event WHERE writer = @w AND sequence = @s", new { w = int.Parse(signed[0]), s = long.Parse(signed[1]) }));
    }

    [Fact]
    public async Task A_checkpoint_is_written_only_when_there_is_something_new_and_at_close()
    {
        await Scene.Store.Checkpoints.WriteAsync();
        var before = (await CheckpointsAsync()).Count;
        await Scene.Store.Checkpoints.WriteAsync();
        await Scene.Store.Checkpoints.WriteAsync();
        Assert.Equal(before, (await CheckpointsAsync()).Count);

        (await Admin.ListAsync()).Good();
        await Scene.RestartAsync();
        Assert.Equal(before + 1, (await CheckpointsAsync()).Count);
        await VerifyAsync(await CheckpointsAsync());
    }

    private async Task LiveAsync()
    {
        (await Admin.SetAsync("some-secret", RandomId.New())).Good();
        for (var i = 0; i < 4; i++)
        {
            await Admin.ReadAsync("some-secret");
        }

        await Admin.ReadAsync("missing");
        await Admin.GetAsync("NOT/a/name");
    }

    private async Task<IReadOnlyList<AuditCheckpoint>> CheckpointsAsync()
    {
        await using var connection = Scene.Place.Connect();
        return await AuditCheckpointTable.ListAsync(connection);
    }

    // As documented, without the service's own text.
    private async Task VerifyAsync(IReadOnlyList<AuditCheckpoint> checkpoints)
    {
        using var key = ECDsa.Create(await CheckpointKey.PublicAsync(Scene.Place));
        byte[] previous = [];
        foreach (var c in checkpoints)
        {
            var text = $"qwak/audit-checkpoint\n{c.Sequence}\n{c.Time.ToUnixTimeMilliseconds()}\n{c.Heads}\n"
                + $"{Convert.ToHexStringLower(SHA256.HashData(previous))}\n";
            Assert.True(key.VerifyData(Encoding.UTF8.GetBytes(text), c.Signature, HashAlgorithmName.SHA256), $"checkpoint {c.Sequence}");
            previous = c.Signature;
        }
    }
}

public sealed class AuditChainOnSqlite : AuditChainSuite
{
    private protected override StorePlace NewPlace() => new SqlitePlace();
}
