using System.Globalization;
using Npgsql;

namespace Qwak.Bench.Load;

/// <summary>The PostgreSQL server of a store, on this machine: what its processes have used, and how often it committed.</summary>
internal sealed class PostgreSql : IAsyncDisposable
{
    // What /proc counts in: USER_HZ, on every Linux.
    private const long TicksOfProcPerSecond = 100;

    private readonly NpgsqlConnection _connection;
    private readonly int _postmaster;

    private PostgreSql(NpgsqlConnection connection, int postmaster) => (_connection, _postmaster) = (connection, postmaster);

    /// <summary>User and system time of the server and of all its processes so far, those that have ended included.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            var ticks = 0L;
            foreach (var folder in Directory.EnumerateDirectories("/proc"))
            {
                if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && Stat(id) is { } stat)
                {
                    // 14 and 15 of proc(5) are its own time, 16 and 17 that of its children that have ended.
                    ticks += id == _postmaster ? stat.Times.Sum() : stat.Parent == _postmaster ? stat.Times[0] + stat.Times[1] : 0;
                }
            }

            return TimeSpan.FromSeconds((double)ticks / TicksOfProcPerSecond);
        }
    }

    /// <exception cref="InvalidOperationException">It is on another machine.</exception>
    public static async Task<PostgreSql> OpenAsync(string store, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(store);
        await connection.OpenAsync(cancellationToken);
        return Stat(connection.ProcessID) is { Name: "postgres", Parent: var postmaster }
            ? new PostgreSql(connection, postmaster)
            : throw new InvalidOperationException("The PostgreSQL server of --store is not on this machine.");
    }

    /// <summary>Transactions that wrote, so far: each takes a number, one that only reads takes none.</summary>
    public async Task<long> CommitsAsync()
    {
        await using var command = new NpgsqlCommand("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint", _connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    /// <summary>Null when the process has ended.</summary>
    private static (string Name, int Parent, long[] Times)? Stat(int process)
    {
        try
        {
            // The name is in brackets and may hold anything.
            var text = File.ReadAllText($"/proc/{process}/stat");
            var (open, close) = (text.IndexOf('(', StringComparison.Ordinal), text.LastIndexOf(')'));
            var fields = text[(close + 2)..].Split(' ');
            return (text[(open + 1)..close], int.Parse(fields[1], CultureInfo.InvariantCulture),
                [.. fields[11..15].Select(field => long.Parse(field, CultureInfo.InvariantCulture))]);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
