using System.Collections.Concurrent;
using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Qwak.Core.Storage;

/// <summary>
/// The sealed chunks of builds' logs. With the embedded store they have a file of their own, so that a log never waits
/// before a read of a secret, nor the other way round; with PostgreSQL a table.
/// </summary>
internal sealed class BuildLogStore : IDisposable
{
    // NORMAL: a log's last moments may be lost with the power, which spares the disk a flush for each chunk.
    private const string Prepare =
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA temp_store=MEMORY; PRAGMA trusted_schema=OFF; PRAGMA journal_size_limit=67108864;"
        + " CREATE TABLE IF NOT EXISTS build_log_chunk (build_id TEXT NOT NULL, sequence INTEGER NOT NULL, stored_at INTEGER NOT NULL,"
        + " sealed BLOB NOT NULL, PRIMARY KEY (build_id, sequence));";

    /// <summary>Its file in the data directory of an embedded store.</summary>
    public const string FileName = "build-logs.db";

    private const int MostChunksOfPage = 1000;
    private const int MostIdle = 16;

    private readonly Func<DbConnection> _openWriter;
    private readonly Func<DbConnection> _openReader;
    private readonly bool _keepsReaders;
    private readonly ConcurrentStack<DbConnection> _idle = new();
    private readonly SemaphoreSlim _writing = new(1);
    private DbConnection? _writer;

    private BuildLogStore(Func<DbConnection> openWriter, Func<DbConnection> openReader, bool keepsReaders) =>
        (_openWriter, _openReader, _keepsReaders) = (openWriter, openReader, keepsReaders);

    /// <summary>The logs beside an embedded store.</summary>
    public static BuildLogStore InFile(string path)
    {
        PrivateFile.EnsureExists(path);
        return new BuildLogStore(() => OpenFile(path), () => OpenFile(path, "PRAGMA query_only=ON"), keepsReaders: true);
    }

    /// <summary>Makes the logs beside an embedded store a table of a connection to it.</summary>
    public static void Attach(DbConnection connection, string path)
    {
        PrivateFile.EnsureExists(path);
        OpenFile(path).Dispose();
        connection.Execute("ATTACH DATABASE @path AS build_logs", new { path });
    }

    /// <summary>The logs in the store's own PostgreSQL database.</summary>
    public static BuildLogStore InDatabase(Database database) => new(database.OpenWriter, database.OpenReader, keepsReaders: false);

    /// <summary>How far a log has come: its last chunk, and its bytes.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read.</exception>
    public Task<(long Sequence, long Bytes)> PositionAsync(string buildId) => LookAsync(connection =>
        connection.QuerySingleAsync<(long, long)>(
            "SELECT COALESCE(MAX(sequence), 0), CAST(COALESCE(SUM(LENGTH(sealed)), 0) AS BIGINT) FROM build_log_chunk WHERE build_id = @buildId",
            new { buildId }));

    /// <summary>The last chunk of a log; 0 for none.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read.</exception>
    public Task<long> EndAsync(string buildId) => LookAsync(connection =>
        connection.ExecuteScalarAsync<long>("SELECT COALESCE(MAX(sequence), 0) FROM build_log_chunk WHERE build_id = @buildId", new { buildId }));

    /// <summary>Adds a chunk; one that is there already stays as it is.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be written.</exception>
    public Task AddAsync(string buildId, long sequence, byte[] sealedChunk, DateTimeOffset now) => WriteAsync(connection =>
        connection.ExecuteAsync(
            "INSERT INTO build_log_chunk (build_id, sequence, stored_at, sealed) VALUES (@buildId, @sequence, @now, @sealedChunk)"
            + " ON CONFLICT (build_id, sequence) DO NOTHING",
            new { buildId, sequence, now = StoreTime.To(now), sealedChunk }));

    /// <summary>Some chunks behind one.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read.</exception>
    public Task<IReadOnlyList<(long Sequence, byte[] Sealed)>> ReadAsync(string buildId, long after, int most) =>
        LookAsync<IReadOnlyList<(long, byte[])>>(async connection => [.. await connection.QueryAsync<(long, byte[])>(
            "SELECT sequence, sealed FROM build_log_chunk WHERE build_id = @buildId AND sequence > @after ORDER BY sequence LIMIT @most",
            new { buildId, after, most })]);

    /// <summary>
    /// As many whole chunks as have so many bytes together, at least one: the first ones between two, or the last ones.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read.</exception>
    public Task<IReadOnlyList<(long Sequence, byte[] Sealed)>> PageAsync(string buildId, long after, long before, long bytes, bool isFromEnd) =>
        LookAsync<IReadOnlyList<(long, byte[])>>(async connection =>
        {
            // The lengths are in the rows' headers: chunks beyond the page are not read for it.
            var order = isFromEnd ? "DESC" : "ASC";
            var sizes = (await connection.QueryAsync<(long Sequence, long Size)>(
                $"SELECT sequence, CAST(SUM(LENGTH(sealed)) OVER (ORDER BY sequence {order}) AS BIGINT) FROM build_log_chunk"
                + $" WHERE build_id = @buildId AND sequence > @after AND sequence < @before ORDER BY sequence {order} LIMIT {MostChunksOfPage}",
                new { buildId, after, before })).AsList();
            if (sizes.Count == 0)
            {
                return [];
            }

            var (one, other) = (sizes[0].Sequence, sizes[Math.Max(0, sizes.FindLastIndex(chunk => chunk.Size <= bytes))].Sequence);
            return [.. await connection.QueryAsync<(long, byte[])>(
                "SELECT sequence, sealed FROM build_log_chunk WHERE build_id = @buildId AND sequence BETWEEN @from AND @to ORDER BY sequence",
                new { buildId, from = Math.Min(one, other), to = Math.Max(one, other) })];
        });

    /// <summary>Removes what was stored before a time.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be written.</exception>
    public Task RemoveBeforeAsync(DateTimeOffset time) => WriteAsync(connection =>
        connection.ExecuteAsync("DELETE FROM build_log_chunk WHERE stored_at < @time", new { time = StoreTime.To(time) }));

    public void Dispose()
    {
        while (_idle.TryPop(out var reader))
        {
            reader.Dispose();
        }

        _writer?.Dispose();
        _writing.Dispose();
    }

    private static SqliteConnection OpenFile(string path, string more = "")
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 5 }.ToString());
        connection.Open();
        connection.Execute(Prepare + more);
        return connection;
    }

    private async Task<T> WriteAsync<T>(Func<DbConnection, Task<T>> write)
    {
        await _writing.WaitAsync();
        try
        {
            _writer ??= _openWriter();
            return await write(_writer);
        }
        catch (Exception e) when (IsOfStore(e))
        {
            _writer?.Dispose();
            _writer = null;
            throw Unavailable(e);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Reads on a connection of its own: who follows a log never stands before who writes it.</summary>
    private async Task<T> LookAsync<T>(Func<DbConnection, Task<T>> look)
    {
        DbConnection? reader = null;
        try
        {
            reader = _idle.TryPop(out var idle) ? idle : _openReader();
            var result = await look(reader);
            if (_keepsReaders && _idle.Count < MostIdle)
            {
                _idle.Push(reader);
                reader = null;
            }

            return result;
        }
        catch (Exception e) when (IsOfStore(e))
        {
            throw Unavailable(e);
        }
        finally
        {
            reader?.Dispose();
        }
    }

    private static bool IsOfStore(Exception e) => e is DbException or System.Net.Sockets.SocketException or TimeoutException or IOException;

    private static StoreUnavailableException Unavailable(Exception cause) => new("The log of builds cannot be stored or read.", cause);
}
