using MongoDB.Bson;
using Qwak.Connectors.MongoDb;

namespace Qwak.Connectors.Tests.MongoDb;

public sealed class MongoDbNestingTests
{
    [Fact]
    public void A_hundred_levels_are_read_and_no_more()
    {
        MongoDbNesting.Check(MongoDbCollections.Nested(levels: 100).ToBson());
        Refused([3, (byte)'a', 0, .. MongoDbCollections.Nested(levels: 100).ToBson()]);
    }

    [Theory]
    [InlineData(0x03)]
    [InlineData(0x04)]
    [InlineData(0x0f)]
    public void A_million_levels_end_nothing_but_the_reading(byte type)
    {
        byte[] level = type == 0x0f ? [type, 0, .. new byte[4], 1, 0, 0, 0, 0, .. new byte[4]] : [type, 0, .. new byte[4]];
        Refused([.. Enumerable.Repeat(level, 1_000_000).SelectMany(bytes => bytes)]);
    }

    [Fact]
    public void Each_type_is_passed_over_by_its_length()
    {
        foreach (var document in MongoDbCollections.All["types"])
        {
            MongoDbNesting.Check(document.ToBson());
        }

        MongoDbNesting.Check(new BsonDocument
        {
            { "undefined", BsonUndefined.Value }, { "code", new BsonJavaScript("x") }, { "scoped", new BsonJavaScriptWithScope("x", new BsonDocument("a", 1)) },
            { "symbol", BsonSymbol.Create("s") }, { "stamp", new BsonTimestamp(1) }, { "least", BsonMinKey.Value }, { "most", BsonMaxKey.Value }, { "end", 1 },
        }.ToBson());
    }

    [Theory]
    [InlineData("01")]
    [InlineData("0400000003")]
    [InlineData("04000000026100ffffffff")]
    [InlineData("04000000556100")]
    [InlineData("04000000026161")]
    public void What_is_no_document_is_told(string hex) => Assert.Throws<FormatException>(() => MongoDbNesting.Check(Convert.FromHexString(hex)));

    /// <param name="inner">What stands in a document after its length.</param>
    private static void Refused(byte[] inner) =>
        Assert.Equal(ConnectorFailure.Protocol, Assert.Throws<ConnectorException>(() => MongoDbNesting.Check([0, 0, 0, 0, .. inner])).Failure);
}
