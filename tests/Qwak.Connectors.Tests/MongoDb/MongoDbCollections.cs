using MongoDB.Bson;

namespace Qwak.Connectors.Tests.MongoDb;

/// <summary>The collections of the double's database, as they are stored; some only fail.</summary>
internal static class MongoDbCollections
{
    public static readonly IReadOnlyDictionary<string, BsonDocument[]> All = new Dictionary<string, BsonDocument[]>(StringComparer.Ordinal)
    {
        ["orders"] = [.. Enumerable.Range(0, 250).Select(id => new BsonDocument { { "_id", id }, { "name", $"order {id}" }, { "created", Moment } })],
        ["types"] = [Types(), new BsonDocument { { "_id", Id }, { "mixed", "text" }, { "nothing", BsonNull.Value } }],
        ["deep"] = [Nested(levels: 150)],
        ["large"] = [.. Enumerable.Range(0, 5).Select(id => new BsonDocument { { "_id", id }, { "text", new string('x', 300_000) } })],
        ["empty"] = [],
        ["forbidden"] = [],
        ["broken"] = [],
        ["slow"] = [],
        ["expired"] = [],
    };

    private static BsonDateTime Moment => new(1_764_032_523_123);

    private static ObjectId Id => new("65a000000000000000000001");

    public static BsonDocument Nested(int levels) =>
        Enumerable.Range(1, levels - 1).Aggregate(new BsonDocument(), (inner, _) => new BsonDocument("a", inner));

    private static BsonDocument Types() => new()
    {
        { "_id", Id },
        { "flag", true },
        { "small", 42 },
        { "big", long.MaxValue },
        { "ratio", 0.1 },
        { "money", Decimal128.Parse("1234567890123456789012345678.012345") },
        { "name", "Zoë \"q\" ☃" },
        { "bytes", new BsonBinaryData([0x00, 0xff, 0x10]) },
        { "created", Moment },
        { "ancient", new BsonDateTime(-62_200_000_000_000) },
        { "detail", new BsonDocument { { "a", new BsonArray { 1, 2L, 0.5, BsonNull.Value } }, { "at", Moment }, { "cost", Decimal128.Parse("0.10") } } },
        { "list", new BsonArray { "x", new BsonDocument("y", 1) } },
        { "pattern", new BsonRegularExpression("^a", "i") },
        { "mixed", 7 },
    };
}
