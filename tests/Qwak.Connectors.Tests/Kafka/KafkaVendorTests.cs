using System.Text.Json;
using Qwak.Connectors.Tests.Support;
using Qwak.FeatureStore.DataSources;

namespace Qwak.Connectors.Tests.Kafka;

/// <summary>npm's kafkajs writes and reads a topic, and our connector before the same broker reads the same.</summary>
public sealed class KafkaVendorTests : IAsyncDisposable
{
    private readonly SourceUser _user = KafkaSources.NewUser();

    [Theory]
    [InlineData("scram-sha-256", SaslMechanism.ScramSha256, false)]
    [InlineData("scram-sha-512", SaslMechanism.ScramSha512, true)]
    [InlineData("plain", SaslMechanism.Plain, true)]
    public async Task Both_log_in_and_read_what_it_wrote(string word, SaslMechanism mechanism, bool gzip)
    {
        await using var broker = KafkaSources.Start(_user);
        broker.FetchBytes = 3000;
        object[][] batches =
        [
            .. Enumerable.Range(0, 20).Select(batch => (object[])
            [
                .. Enumerable.Range(0, 10).Select(n => new
                {
                    partition = batch % 2, key = n % 3 == 0 ? null : $"key {n}", value = $"Zoë \"q\" ☃ {batch} {n}", timestamp = $"{1_764_032_523_123 + n}",
                    headers = n % 2 == 0 ? new Dictionary<string, string> { ["kind"] = "é", ["empty"] = "" } : [],
                }),
            ]),
        ];

        var vendor = await KafkaSources.VendorAsync(broker, _user, mechanism: word, gzip: gzip, messages: batches);
        var ours = await _user.SampleAsync(KafkaSources.Of(broker, mechanism: mechanism));

        Assert.True(vendor.GetProperty("step").GetString() == "done", vendor.ToString());
        Assert.Equal(200, ours.Rows.Count);
        Assert.Equal(vendor.GetProperty("rows").EnumerateArray().Select(Text), ours.Rows.Select(Text));
    }

    [Theory]
    [InlineData("nowhere", 3, ConnectorFailure.Table)]
    [InlineData("forbidden", 29, ConnectorFailure.Permission)]
    internal async Task Both_are_told_the_same_code_of_a_topic(string topic, int code, ConnectorFailure failure)
    {
        await using var broker = KafkaSources.Start(_user);
        var vendor = await KafkaSources.VendorAsync(broker, _user, topic);
        var ours = await _user.FailAsync(failure, KafkaSources.Of(broker, topic));
        Assert.Equal(("read", code), (vendor.GetProperty("step").GetString(), vendor.GetProperty("code").GetInt32()));
        Assert.Equal($"{code}", ours.Code);
        Assert.Contains(topic, ours.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("scram-sha-256", SaslMechanism.ScramSha256)]
    [InlineData("plain", SaslMechanism.Plain)]
    public async Task Both_are_refused_at_login(string word, SaslMechanism mechanism)
    {
        await using var broker = KafkaSources.Start(_user);
        _user.Canaries["kafka-password"] = Canaries.NewPassword();
        var vendor = await KafkaSources.VendorAsync(broker, _user, mechanism: word);
        var ours = await _user.FailAsync(ConnectorFailure.Login, KafkaSources.Of(broker, mechanism: mechanism));
        Assert.Equal(("write", "KafkaJSSASLAuthenticationError"), (vendor.GetProperty("step").GetString(), vendor.GetProperty("name").GetString()));
        Assert.Equal("58", ours.Code);
    }

    public ValueTask DisposeAsync() => _user.DisposeAsync();

    private static string Text(JsonElement row) => string.Join(" | ", row.EnumerateArray().Select((cell, column) => column switch
    {
        5 => DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(cell.GetString()!, System.Globalization.CultureInfo.InvariantCulture))
            .ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", System.Globalization.CultureInfo.InvariantCulture),
        6 => cell.GetArrayLength() == 0 ? "" : JsonSerializer.Serialize(cell),
        _ => cell.ToString(),
    }));

    private static string Text(object?[] row) => string.Join(" | ", row.Select((cell, column) => cell switch
    {
        byte[] bytes => Convert.ToBase64String(bytes),
        string json when column == 6 => JsonSerializer.Serialize(JsonSerializer.Deserialize<JsonElement>(json)),
        _ => FormattableString.Invariant($"{cell}"),
    }));
}
