using System.Globalization;
using MongoDB.Bson;
using MongoDB.Bson.IO;

namespace Qwak.Connectors.MongoDb;

/// <summary>
/// A field of the documents that were read. Where all its values are of one type it has that type; where they are of several,
/// or hold other values, each is given as JSON (MongoDB's Extended JSON, relaxed), which keeps the type of each.
/// </summary>
internal sealed class MongoDbColumn
{
    private static readonly JsonWriterSettings Relaxed = new() { OutputMode = JsonOutputMode.RelaxedExtendedJson };

    private readonly string _name;
    private readonly Func<BsonValue, object> _read;

    private MongoDbColumn(string name, IReadOnlyCollection<BsonType> types)
    {
        _name = name;
        (var kind, _read) = Reading(types);
        Column = new SourceColumn(name, kind, types.Count == 0 ? "null" : string.Join('|', types.Select(Alias)));
    }

    public SourceColumn Column { get; }

    public static MongoDbColumn[] Of(IReadOnlyList<BsonDocument> documents)
    {
        var fields = new OrderedDictionary<string, SortedSet<BsonType>>(StringComparer.Ordinal);
        foreach (var element in documents.SelectMany(document => document))
        {
            if (!fields.TryGetValue(element.Name, out var types))
            {
                fields.Add(element.Name, types = []);
            }

            if (!element.Value.IsBsonNull)
            {
                types.Add(element.Value.BsonType);
            }
        }

        return [.. fields.Select(field => new MongoDbColumn(field.Key, field.Value))];
    }

    public object? Read(BsonDocument document) =>
        document.TryGetValue(_name, out var value) && !value.IsBsonNull ? _read(value) : null;

    private static (ColumnKind, Func<BsonValue, object>) Reading(IReadOnlyCollection<BsonType> types) => types.Count == 1 ? types.First() switch
    {
        BsonType.Boolean => (ColumnKind.Boolean, value => value.AsBoolean),
        BsonType.Int32 or BsonType.Int64 => (ColumnKind.Integer, value => value.ToInt64()),
        BsonType.Double => (ColumnKind.Float, value => value.AsDouble),
        BsonType.Decimal128 => (ColumnKind.Decimal, value => value.AsDecimal128.ToString()),
        BsonType.String => (ColumnKind.String, value => value.AsString),
        BsonType.ObjectId => (ColumnKind.String, value => value.AsObjectId.ToString()),
        BsonType.DateTime => (ColumnKind.Instant, value => Instant(value.AsBsonDateTime)),
        BsonType.Binary => (ColumnKind.Binary, value => value.AsBsonBinaryData.Bytes),
        _ => (ColumnKind.Nested, Json),
    }
    : types.Count == 0 ? (ColumnKind.String, Json)
    : types.All(type => type is BsonType.Int32 or BsonType.Int64) ? (ColumnKind.Integer, value => value.ToInt64())
    : (ColumnKind.Nested, Json);

    /// <summary>A moment in milliseconds; those that no calendar of ours holds stay as MongoDB writes them.</summary>
    private static object Instant(BsonDateTime moment) => moment.IsValidDateTime
        ? DateTimeOffset.FromUnixTimeMilliseconds(moment.MillisecondsSinceEpoch).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture)
        : Json(moment);

    private static object Json(BsonValue value) => value.ToJson(Relaxed);

    /// <summary>The word that MongoDB's <c>$type</c> has for it.</summary>
    private static string Alias(BsonType type) => type switch
    {
        BsonType.Int32 => "int",
        BsonType.Int64 => "long",
        BsonType.Double => "double",
        BsonType.Decimal128 => "decimal",
        BsonType.String => "string",
        BsonType.Document => "object",
        BsonType.Array => "array",
        BsonType.Binary => "binData",
        BsonType.ObjectId => "objectId",
        BsonType.Boolean => "bool",
        BsonType.DateTime => "date",
        BsonType.RegularExpression => "regex",
        BsonType.JavaScript or BsonType.JavaScriptWithScope => "javascript",
        BsonType.Timestamp => "timestamp",
        BsonType.MinKey => "minKey",
        BsonType.MaxKey => "maxKey",
        _ => type.ToString().ToLowerInvariant(),
    };
}
