using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Qwak.Core.Encryption;
using Qwak.Core.Encryption.Seals;
using Qwak.Core.Storage;

namespace Qwak.EndToEnd.Tests.Durability;

/// <summary>
/// Checks the audit chain and its signed checkpoints from the rows and the words of docs/audit.md. Goes on each time
/// where it stopped, so that what was verified once may not change behind it.
/// </summary>
internal sealed class TrailCheck(ServedStore store)
{
    private static readonly string[] Fields =
    [
        "#writer", "#sequence", "#time", "principal_id", "principal", "credential", "action", "environment", "name", "#version", "outcome",
        "address", "request_id", "#count",
    ];

    private readonly Dictionary<string, string> _hashes = [];
    private byte[] _head = new byte[32];
    private long _sequence;
    private byte[] _signature = [];
    private long _checkpoint;

    public long Events => _sequence;

    public long Checkpoints => _checkpoint;

    /// <summary>Verifies what is new, and returns the new events.</summary>
    public async Task<List<Recorded>> NextAsync()
    {
        await using var connection = store.Connect();
        Assert.Equal(1, await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM audit_writer"));
        var begin = await BeginAsync(connection);
        var kept = await connection.ExecuteScalarAsync<byte[]>("SELECT hash FROM audit_event WHERE sequence = @_sequence", new { _sequence });
        Assert.True(_sequence == begin || _head.AsSpan().SequenceEqual(kept), "a verified event has changed");
        var events = new List<Recorded>();
        foreach (IDictionary<string, object?> row in await connection.QueryAsync<dynamic>(
            "SELECT * FROM audit_event WHERE sequence > @_sequence ORDER BY sequence", new { _sequence }))
        {
            _head = Hash(_head, row);
            Assert.Equal((++_sequence, Convert.ToHexStringLower(_head)), ((long)row["sequence"]!, Convert.ToHexStringLower((byte[])row["hash"]!)));
            _hashes[$"{row["writer"]}:{_sequence}"] = Convert.ToHexStringLower(_head);
            events.Add(new Recorded(
                (string?)row["request_id"], (string)row["action"]!, (string?)row["name"], Convert.ToInt32(row["version"] ?? 0, null), (string)row["outcome"]!));
        }

        await CheckpointsAsync(connection);
        return events;
    }

    // Where the trail begins, when retention cut off more than was verified so far.
    private async Task<long> BeginAsync(System.Data.Common.DbConnection connection)
    {
        var cut = await connection.QuerySingleOrDefaultAsync<(long Checkpoint, string Starts, byte[] Signature)>(
            "SELECT checkpoint, starts, checkpoint_signature FROM audit_cut");
        if (cut.Starts?.Split(':') is not [_, var start, var hash])
        {
            return 0;
        }

        var begin = long.Parse(start, null);
        if (begin > _sequence)
        {
            (_sequence, _head) = (begin, Convert.FromHexString(hash));
            (_checkpoint, _signature) = (cut.Checkpoint, cut.Signature);
        }

        return begin;
    }

    private async Task CheckpointsAsync(System.Data.Common.DbConnection connection)
    {
        using var seal = KeyFileSeal.Open(store.Place.Data + ".seal-key");
        using var keyring = await KeyringSeal.UnsealAsync(seal, await KeyEncryptionKeyTable.ListAsync(connection));
        using var keys = ServiceKeys.Open(keyring, await ServiceKeyTable.ListAsync(connection));
        foreach (var c in (await AuditCheckpointTable.ListAsync(connection)).Where(c => c.Sequence > _checkpoint))
        {
            var text = $"qwak/audit-checkpoint\n{c.Sequence}\n{c.Time.ToUnixTimeMilliseconds()}\n{c.Heads}\n"
                + $"{Convert.ToHexStringLower(SHA256.HashData(_signature))}\n";
            Assert.Equal(++_checkpoint, c.Sequence);
            Assert.True(keys.Checkpoint.Key.VerifyData(Encoding.UTF8.GetBytes(text), c.Signature, HashAlgorithmName.SHA256), $"checkpoint {c.Sequence}");
            var end = c.Heads.LastIndexOf(':');

            // A checkpoint made between our two statements speaks of events that we have not read yet.
            if (_hashes.TryGetValue(c.Heads[..end], out var hash) || long.Parse(c.Heads[2..end], null) <= _sequence)
            {
                Assert.Equal(hash, c.Heads[(end + 1)..]);
            }

            _signature = c.Signature;
        }
    }

    private static byte[] Hash(byte[] previous, IDictionary<string, object?> row)
    {
        using var bytes = new MemoryStream();
        bytes.Write(previous);
        foreach (var field in row["row_id"] is null ? Fields : [.. Fields, "row_id", "#revision"])
        {
            var value = row[field.TrimStart('#')];
            if (field[0] == '#')
            {
                var number = new byte[8];
                BinaryPrimitives.WriteInt64BigEndian(number, Convert.ToInt64(value ?? -1L, null));
                bytes.Write(number);
            }
            else
            {
                var text = value is null ? null : Encoding.UTF8.GetBytes((string)value);
                var length = new byte[4];
                BinaryPrimitives.WriteInt32BigEndian(length, text?.Length ?? -1);
                bytes.Write(length);
                bytes.Write(text ?? []);
            }
        }

        return SHA256.HashData(bytes.ToArray());
    }
}

/// <summary>What matters of an audit event.</summary>
internal sealed record Recorded(string? RequestId, string Action, string? Name, int Version, string Outcome);
