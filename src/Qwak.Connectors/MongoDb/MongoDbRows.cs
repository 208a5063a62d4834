using MongoDB.Bson;

namespace Qwak.Connectors.MongoDb;

/// <summary>Documents as rows: a column for each field that one of them has, in the order in which they are met.</summary>
internal sealed class MongoDbRows(IReadOnlyList<BsonDocument> documents) : RowReader
{
    private readonly MongoDbColumn[] _columns = MongoDbColumn.Of(documents);
    private int _next;

    public override IReadOnlyList<SourceColumn> Columns => field ??= [.. _columns.Select(column => column.Column)];

    public override ValueTask<object?[]?> ReadAsync(CancellationToken cancellationToken)
    {
        if (_next == documents.Count)
        {
            return new((object?[]?)null);
        }

        var document = documents[_next++];
        return new([.. _columns.Select(column => column.Read(document))]);
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
