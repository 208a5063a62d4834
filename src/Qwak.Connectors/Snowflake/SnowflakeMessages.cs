namespace Qwak.Connectors.Snowflake;

/// <summary>The envelope of every answer.</summary>
internal sealed record SnowflakeAnswer<T>(T? Data, bool Success, string? Code, string? Message);

/// <summary>What a login gives.</summary>
internal sealed record SnowflakeLogin(string? Token);

/// <summary>What a query gives: its columns, its first rows, and where the other rows lie. While it runs: where to ask again.</summary>
internal sealed record SnowflakeResult(
    SnowflakeColumn[]? RowType,
    string?[][]? RowSet,
    SnowflakeChunk[]? Chunks,
    Dictionary<string, string>? ChunkHeaders,
    string? Qrmk,
    string? QueryResultFormat,
    string? GetResultUrl,
    string? SqlState);

internal sealed record SnowflakeColumn(string Name, string Type, int? Precision, int? Scale);

internal sealed record SnowflakeChunk(Uri Url);
