using System.Text.Json;
using MongoDB.Bson;
using MongoDB.Bson.IO;
using Qwak.Connectors.Tests.Support;

namespace Qwak.Connectors.Tests.MongoDb;

/// <summary>MongoDB's own client for Node.js (npm's mongodb) and our connector before the same server see the same.</summary>
public sealed class MongoDbVendorTests : IAsyncDisposable
{
    private static readonly JsonWriterSettings Canonical = new() { OutputMode = JsonOutputMode.CanonicalExtendedJson };
    private readonly SourceUser _user = MongoDbSources.NewUser();

    [Theory]
    [InlineData("orders", 250)]
    [InlineData("types", 2)]
    public async Task Both_log_in_and_read_the_same_documents(string collection, int count)
    {
        await using var server = Start();

        var vendor = await VendorAsync(server, collection);
        var ours = await _user.SampleAsync(MongoDbSources.Of(server, collection));

        Assert.True(vendor.GetProperty("step").GetString() == "done", vendor.ToString());
        var documents = vendor.GetProperty("documents").EnumerateArray().Select(document => BsonDocument.Parse(document.GetString()!)).ToList();
        Assert.Equal(MongoDbCollections.All[collection].Select(document => document.ToJson(Canonical)), documents.Select(document => document.ToJson(Canonical)));
        Assert.Equal(documents.SelectMany(document => document.Names).Distinct(), ours.Columns.Select(column => column.Name));
        Assert.Equal(count, ours.Rows.Count);
        foreach (var (document, row) in documents.Zip(ours.Rows))
        {
            Assert.All(ours.Columns.Index(), column => Assert.Equal(
                document.TryGetValue(column.Item.Name, out var value) && !value.IsBsonNull, row[column.Index] is not null));
        }
    }

    [Fact]
    public async Task Both_are_refused_at_login()
    {
        await using var server = Start();
        var (user, password) = (_user.Canaries["mongo-user"], _user.Canaries["mongo-password"]);
        foreach (var (name, other) in new[] { ("mongo-password", Canaries.NewPassword()), ("mongo-user", Canaries.NewUser()) })
        {
            (_user.Canaries["mongo-user"], _user.Canaries["mongo-password"]) = (user, password);
            _user.Canaries[name] = other;
            var vendor = await VendorAsync(server, "orders");
            var ours = await _user.FailAsync(ConnectorFailure.Login, MongoDbSources.Of(server, "orders"));
            Assert.Equal(("login", 18), (vendor.GetProperty("step").GetString(), vendor.GetProperty("code").GetInt32()));
            Assert.Equal("18", ours.Code);
        }
    }

    [Theory]
    [InlineData("forbidden", 13, ConnectorFailure.Permission)]
    [InlineData("expired", 50, ConnectorFailure.Timeout)]
    internal async Task Both_are_told_the_same_code_of_a_query_that_fails(string collection, int code, ConnectorFailure failure)
    {
        await using var server = Start();
        var vendor = await VendorAsync(server, collection);
        var ours = await _user.FailAsync(failure, MongoDbSources.Of(server, collection));
        Assert.Equal(("query", code), (vendor.GetProperty("step").GetString(), vendor.GetProperty("code").GetInt32()));
        Assert.Equal($"{code}", ours.Code);
    }

    [Fact]
    public async Task Both_find_that_a_collection_is_missing()
    {
        await using var server = Start();
        Assert.Equal("missing", (await VendorAsync(server, "nowhere")).GetProperty("step").GetString());
        var ours = await _user.FailAsync(ConnectorFailure.Table, MongoDbSources.Of(server, "nowhere"));
        Assert.Contains("nowhere", ours.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Both_follow_a_set_to_its_primary()
    {
        await using var other = Start();
        other.Members = [$"localhost:{other.Port}"];
        await using var server = MongoDbDouble.Start(_user.Canaries["mongo-user"], _user.Canaries["mongo-password"], members: $"localhost:{other.Port}");
        Assert.Equal("done", (await VendorAsync(server, "orders")).GetProperty("step").GetString());
        Assert.Contains("find", other.Commands);
        other.Commands.Clear();
        Assert.Equal(250, (await _user.SampleAsync(MongoDbSources.Of(server, "orders"))).Rows.Count);
        Assert.Contains("find", other.Commands);
        Assert.DoesNotContain("find", server.Commands);
    }

    public ValueTask DisposeAsync() => _user.DisposeAsync();

    private MongoDbDouble Start() => MongoDbDouble.Start(_user.Canaries["mongo-user"], _user.Canaries["mongo-password"]);

    private Task<JsonElement> VendorAsync(MongoDbDouble server, string collection) => NodePackages.RunAsync("mongodb.js", new
    {
        hosts = $"localhost:{server.Port}",
        user = _user.Canaries["mongo-user"],
        password = _user.Canaries["mongo-password"],
        authSource = "shop",
        collection,
        limit = 1000,
    });
}
