using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Qwak.Core.Encryption;
using Qwak.Core.Storage;

namespace Qwak.Core.Audit;

/// <summary>
/// A copy of the last signed checkpoint in a file outside the store, renewed each second. A store that was put back as a
/// whole fits together; only something that was not put back with it can tell. The file is the label, the key's id, the
/// signature in hexadecimal, a line each, and then the signed text.
/// </summary>
internal sealed class AuditAnchor(string path, ServiceKeys keys, TimeProvider time, ILogger<AuditAnchor> logger)
{
    private const string Label = "qwak/audit-anchor";
    private const string Remedy = "Name its true place with --anchor-file; if it is lost, delete it, and the next start makes it anew.";

    private byte[] _written = [];
    private bool _hasFailed;
    private DateTimeOffset _goodAt = time.GetUtcNow();

    /// <summary>How long ago it was last known to be a copy of the last checkpoint.</summary>
    public TimeSpan Age => time.GetUtcNow() - _goodAt;

    /// <summary>Why the store was older, when that was accepted.</summary>
    public string? Accepted { get; private set; }

    /// <summary>By default beside the data directory, as the seal's key file: a restore of the directory does not take it along.</summary>
    public static AuditAnchor Of(DataDirectory directory, StoreOptions options, ServiceKeys keys, ILoggerFactory loggers) => new(
        Path.GetFullPath(options.AnchorFile ?? Path.TrimEndingDirectorySeparator(directory.Path) + ".audit-anchor"),
        keys, options.Time, loggers.CreateLogger<AuditAnchor>());

    /// <summary>Compares the store with the anchor at the start, and shuts the service when the store is older.</summary>
    /// <param name="reader">Where to read.</param>
    /// <param name="commits">What is shut.</param>
    /// <param name="acceptsRollback">An operator takes the store as it is.</param>
    /// <param name="isNew">Whether the store was made by this start: it has no past.</param>
    /// <exception cref="StartupException">The file cannot be read, or is no anchor.</exception>
    public async Task CompareAsync(DbConnection reader, CommitQueue commits, bool acceptsRollback, bool isNew)
    {
        if (isNew)
        {
            return;
        }

        var outside = Read();
        if (await RollbackAsync(reader, outside) is { } reason)
        {
            if (!acceptsRollback)
            {
                commits.Hold(reason);
                Log.RolledBack(logger, reason);
                return;
            }

            Accepted = reason;
            await AppendAsync(commits, AuditActions.StoreAcceptRollback, outside?.Checkpoint.Heads.Split(' ')[0]);
        }
        else if (outside is null)
        {
            Log.AnchorMade(logger, path);
            await AppendAsync(commits, AuditActions.StoreAnchor, name: null);
        }
    }

    /// <summary>In what a store is older than the anchor that lies here, or was cut; null when it is not.</summary>
    /// <exception cref="StartupException">The file cannot be read, or is no anchor.</exception>
    public Task<string?> FindRollbackAsync(DbConnection reader) => RollbackAsync(reader, Read());

    /// <summary>Renews the file if there is a newer checkpoint. Never ahead of the store: what it copies is committed.</summary>
    public async Task KeepAsync(Database database)
    {
        var last = await database.ReadAsync(async connection => await AuditCheckpointTable.LastAsync(connection) is { } checkpoint
            ? await AuditCheckpointTable.PageAsync(connection, checkpoint.Sequence - 2, 2)
            : []);
        if (last.Count == 0 || last[^1].Signature.AsSpan().SequenceEqual(_written))
        {
            _goodAt = time.GetUtcNow();
            return;
        }

        try
        {
            var (checkpoint, previous) = (last[^1], last.Count > 1 ? last[^2] : null);
            var signed = Encoding.UTF8.GetString(AuditCheckpoints.Text(checkpoint, previous?.Signature));
            PrivateFile.Write(path, $"{Label}\n{checkpoint.KeyId}\n{Convert.ToHexStringLower(checkpoint.Signature)}\n{signed}");
            (_written, _hasFailed, _goodAt) = (checkpoint.Signature, false, time.GetUtcNow());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (!_hasFailed)
            {
                Log.AnchorFailed(logger, path, e);
                _hasFailed = true;
            }
        }
    }

    /// <summary>In what the store is older than the anchor, or its trail was cut off; null when all is there.</summary>
    public Task<string?> CompareAsync(DbConnection reader) => RollbackAsync(reader, Read());

    /// <summary>What the file holds; null when there is none.</summary>
    /// <exception cref="StartupException">It cannot be read, or is no anchor.</exception>
    public Anchored? Read()
    {
        try
        {
            return File.Exists(path) ? Parse(File.ReadAllText(path)) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or ArgumentException)
        {
            throw new StartupException($"The audit anchor {path} cannot be read: {e.Message.TrimEnd('.')}.", Remedy, e);
        }
    }

    private Anchored Parse(string text)
    {
        if (text.Split('\n', 4) is not [Label, var keyId, var signature, var signed]
            || signed.Split('\n') is not [_, var sequence, var at, var heads, _, ""])
        {
            throw new FormatException("it is not an anchor");
        }

        var checkpoint = new AuditCheckpoint(
            long.Parse(sequence, CultureInfo.InvariantCulture), StoreTime.From(long.Parse(at, CultureInfo.InvariantCulture)),
            heads, keyId, Convert.FromHexString(signature));
        _ = AuditHeads.Parse(heads);
        var isOurs = keyId == keys.Checkpoint.Id;
        return !isOurs || keys.Checkpoint.Key.VerifyData(Encoding.UTF8.GetBytes(signed), checkpoint.Signature, HashAlgorithmName.SHA256)
            ? new Anchored(checkpoint, isOurs)
            : throw new FormatException("it was altered: its signature does not fit");
    }

    // The store's own last checkpoint says the same as the anchor while nobody took it out too.
    private async Task<string?> RollbackAsync(DbConnection reader, Anchored? outside)
    {
        if (outside is { IsOurs: false })
        {
            return "The audit anchor is of another store: this one was put in its place.";
        }

        if (outside is not null && await MissingAsync(reader, outside.Checkpoint) is { } missing)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"The store is older than its audit anchor: event {missing.Place}, recorded by {outside.Checkpoint.Time:yyyy-MM-dd HH:mm:ss}Z, is not in it.");
        }

        return await AuditCheckpointTable.LastAsync(reader) is { } last && await MissingAsync(reader, last) is { } cut
            ? $"The audit trail was cut off or rewritten: event {cut.Place} is signed by a checkpoint and is not in the store."
            : null;
    }

    // What retention cut off since is not missing: the cut is signed, and younger than the checkpoint.
    private async Task<AuditHead?> MissingAsync(DbConnection reader, AuditCheckpoint checkpoint)
    {
        var cut = await AuditCutTable.FindAsync(reader);
        var begin = cut.IsSigned(keys.Checkpoint.Id, keys.Checkpoint.Key) ? cut : AuditCut.None;
        foreach (var head in AuditHeads.Parse(checkpoint.Heads))
        {
            var hash = await AuditEventTable.HashAsync(reader, head.Writer, head.Sequence);
            if (head.Sequence > begin.StartOf(head.Writer).Sequence && !head.Hash.AsSpan().SequenceEqual(hash))
            {
                return head;
            }
        }

        return null;
    }

    private Task AppendAsync(CommitQueue commits, string action, string? name) =>
        commits.AppendAsync(new AuditEvent { Time = StoreTime.Now(time), Action = action, Name = name }, authorisedUnder: null);
}

/// <summary>The checkpoint in the anchor, its signature checked, and whether it is one of this store.</summary>
internal sealed record Anchored(AuditCheckpoint Checkpoint, bool IsOurs);
