using MongoDB.Bson;
using Qwak.Connectors.Tests.Support;

namespace Qwak.Connectors.Tests.MongoDb;

/// <summary>A client's connection to the double: what it may ask before and after its login, and what it is answered.</summary>
internal sealed class MongoDbSession(string user, string password, string me, string[] members)
{
    private readonly ScramServer _scram = new(user, password);
    private bool _isLoggedIn;
    private BsonDocument[] _left = [];

    /// <summary>Null: the connection is closed.</summary>
    public async Task<BsonDocument?> AnswerAsync(BsonDocument command, CancellationToken cancellationToken)
    {
        switch (command.GetElement(0).Name)
        {
            case "isMaster" or "ismaster" or "hello":
                return Hello(command);
            case "saslStart":
                return Sasl(_scram.First(command["payload"].AsByteArray), done: false);
            case "saslContinue":
                _isLoggedIn = _scram.Final(command["payload"].AsByteArray) is not null;
                return _isLoggedIn ? Sasl(_scram.Final(command["payload"].AsByteArray)!, done: true) : Error(18, "Authentication failed.", "AuthenticationFailed");
            case "ping" or "endSessions" or "killCursors":
                return Ok();
            case var name when !_isLoggedIn:
                return Error(13, $"Command {name} requires authentication", "Unauthorized");
            case "listCollections":
                var named = command["filter"]["name"].AsString;
                return Cursor("firstBatch", "$cmd.listCollections", MongoDbCollections.All.ContainsKey(named) ? [new BsonDocument { { "name", named }, { "type", "collection" } }] : []);
            case "find":
                return await FindAsync(command["find"].AsString, command, cancellationToken);
            case "getMore":
                return Batch("nextBatch", command["collection"].AsString, command.GetValue("batchSize", 100).ToInt32());
            default:
                return Error(59, "no such command", "CommandNotFound");
        }
    }

    private async Task<BsonDocument?> FindAsync(string collection, BsonDocument command, CancellationToken cancellationToken)
    {
        switch (collection)
        {
            case "forbidden":
                return Error(13, $"not authorized on shop to execute command for {user}", "Unauthorized");
            case "broken":
                return null;
            case "slow":
                await Task.Delay(Timeout.Infinite, cancellationToken);
                return null;
            case "expired":
                return Error(50, "operation exceeded time limit", "MaxTimeMSExpired");
            default:
                var limit = command.GetValue("limit", 0).ToInt32();
                var all = MongoDbCollections.All[collection];
                _left = limit == 0 ? all : [.. all.Take(limit)];
                return Batch("firstBatch", collection, 101);
        }
    }

    private BsonDocument Batch(string name, string collection, int size)
    {
        var batch = _left[..Math.Min(size, _left.Length)];
        _left = _left[batch.Length..];
        return Cursor(name, collection, batch, _left.Length > 0 ? 77 : 0);
    }

    private static BsonDocument Cursor(string name, string collection, BsonDocument[] batch, long id = 0) => new()
    {
        { "cursor", new BsonDocument { { name, new BsonArray(batch) }, { "id", id }, { "ns", $"shop.{collection}" } } },
        { "ok", 1.0 },
    };

    private BsonDocument Hello(BsonDocument command)
    {
        var hello = new BsonDocument
        {
            { "helloOk", true }, { "ismaster", true }, { "isWritablePrimary", true }, { "maxBsonObjectSize", 16 << 20 },
            { "maxMessageSizeBytes", 48_000_000 }, { "maxWriteBatchSize", 100_000 }, { "localTime", new BsonDateTime(1_700_000_000_000) },
            { "logicalSessionTimeoutMinutes", 30 }, { "minWireVersion", 0 }, { "maxWireVersion", 21 }, { "readOnly", false }, { "ok", 1.0 },
        };
        if (members.Length > 0)
        {
            hello.AddRange(new BsonDocument
            {
                { "setName", "rs" }, { "setVersion", 1 }, { "secondary", false }, { "hosts", new BsonArray(members) },
                { "me", members.Contains(me) ? me : members[0] }, { "primary", members[0] },
            });
        }

        return command.Contains("saslSupportedMechs") ? hello.Add("saslSupportedMechs", new BsonArray { "SCRAM-SHA-256" }) : hello;
    }

    private static BsonDocument Sasl(byte[] payload, bool done) =>
        new() { { "conversationId", 1 }, { "done", done }, { "payload", new BsonBinaryData(payload) }, { "ok", 1.0 } };

    private static BsonDocument Ok() => new("ok", 1.0);

    private static BsonDocument Error(int code, string message, string name) =>
        new() { { "ok", 0.0 }, { "errmsg", message }, { "code", code }, { "codeName", name } };
}
