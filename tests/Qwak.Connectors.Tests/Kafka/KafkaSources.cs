using System.Text.Json;
using Qwak.Connectors.Tests.Support;
using Qwak.FeatureStore.DataSources;

namespace Qwak.Connectors.Tests.Kafka;

/// <summary>Sources of the double, who uses them, and the vendor's client beside them.</summary>
internal static class KafkaSources
{
    public static SourceUser NewUser()
    {
        var user = new SourceUser();
        user.Canaries["kafka-user"] = Canaries.NewUser();
        user.Canaries["kafka-password"] = Canaries.NewPassword();
        return user;
    }

    public static KafkaDouble Start(SourceUser user) => KafkaDouble.Start(user.Canaries["kafka-user"], user.Canaries["kafka-password"]);

    public static KafkaSource Of(KafkaDouble broker, string topic = KafkaDouble.Topic, SaslMechanism mechanism = SaslMechanism.ScramSha256) =>
        new("orders", "", $"localhost:{broker.Port}", subscribe: topic, authenticationMethod: Login(mechanism));

    public static SaslAuthentication Login(SaslMechanism mechanism = SaslMechanism.ScramSha256) =>
        new("kafka-user", "kafka-password", mechanism, SecurityProtocol.SaslSsl);

    public static Task<JsonElement> VendorAsync(
        KafkaDouble broker, SourceUser user, string topic = KafkaDouble.Topic, string mechanism = "scram-sha-256", bool gzip = false, object[][]? messages = null) =>
        NodePackages.RunAsync("kafka.js", new
        {
            port = broker.Port,
            user = user.Canaries["kafka-user"],
            password = user.Canaries["kafka-password"],
            mechanism,
            topic,
            gzip,
            messages = messages ?? [],
        });
}
