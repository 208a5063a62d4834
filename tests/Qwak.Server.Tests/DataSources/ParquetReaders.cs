using DuckDB.NET.Data;
using Qwak.Connectors.Parquet;

namespace Qwak.Server.Tests.DataSources;

/// <summary>Reads Parquet files: with DuckDB, which is somebody else's, and as the service reads those of a source.</summary>
internal static class ParquetReaders
{
    /// <summary>What a query of the table <c>sample</c> answers, in DuckDB's text.</summary>
    public static IReadOnlyList<string?[]> Query(byte[] file, string query)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, file);
            using var connection = new DuckDBConnection("DataSource=:memory:");
            connection.Open();
            Execute(connection, $"set timezone = 'UTC'; create view sample as select * from read_parquet('{path}')");
            return Execute(connection, query);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Name and type of each column.</summary>
    public static IEnumerable<string> Columns(byte[] file) => Query(file, "select column_name, column_type from (describe sample)").Select(column => $"{column[0]} {column[1]}");

    public static IReadOnlyList<string?[]> Rows(byte[] file) => Query(file, "select columns(*)::varchar from sample");

    public static async Task<IReadOnlyList<object?[]>> OwnRowsAsync(byte[] file, int rows)
    {
        var part = new PartialFile(file.Length, (from, to, _) => Task.FromResult<Stream>(new MemoryStream(file[(int)from..((int)to + 1)])));
        await using var reader = await ParquetRows.OpenAsync(part, rows, 64 << 20, default);
        var read = new List<object?[]>();
        while (await reader.ReadAsync(default) is { } row)
        {
            read.Add(row);
        }

        return read;
    }

    private static List<string?[]> Execute(DuckDBConnection connection, string query)
    {
        using var command = connection.CreateCommand();
        command.CommandText = query;
        using var reader = command.ExecuteReader();
        var rows = new List<string?[]>();
        while (reader.Read())
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(column => reader.IsDBNull(column) ? null : reader.GetString(column))]);
        }

        return rows;
    }
}
