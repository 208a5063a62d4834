using Qwak.Connectors.Tests.Support;
using Qwak.FeatureStore.DataSources;

namespace Qwak.Connectors.Tests.MongoDb;

/// <summary>Sources of the double, and who uses them.</summary>
internal static class MongoDbSources
{
    public static SourceUser NewUser()
    {
        var user = new SourceUser();
        user.Canaries["mongo-user"] = Canaries.NewUser();
        user.Canaries["mongo-password"] = Canaries.NewPassword();
        return user;
    }

    public static MongoDbSource Of(MongoDbDouble server, string collection, string dateColumn = "_id", string options = "") =>
        At($"localhost:{server.Port}", collection, dateColumn, options);

    public static MongoDbSource At(string hosts, string collection = "orders", string dateColumn = "_id", string options = "", string protocol = "mongodb") =>
        new("orders", "", dateColumn, hosts, "mongo-user", "mongo-password", "shop", collection, options, protocol);
}
