using System.Collections.ObjectModel;
using Qwak.Wire.Sources;

namespace Qwak.FeatureStore.DataSources;

/// <summary>Topics of Kafka.</summary>
public sealed class KafkaSource : DataSource
{
    private readonly StreamingSource _stream;

    /// <summary>Defines the source, with exactly one way to choose its topics.</summary>
    /// <param name="name">Name of the source.</param>
    /// <param name="description">What the source is for.</param>
    /// <param name="bootstrapServers">Brokers as <c>host:port</c>, separated by commas.</param>
    /// <param name="secretConfigs">Settings of the client whose values are secrets: key of the setting to name of the secret.</param>
    /// <param name="passthroughConfigs">Settings of the client as they are. They must hold no credentials.</param>
    /// <param name="assign">Topics and partitions, as JSON.</param>
    /// <param name="subscribe">Topics, separated by commas.</param>
    /// <param name="subscribePattern">Pattern of topic names.</param>
    /// <param name="authenticationMethod">How to log in; TLS without a login of its own when it is not given.</param>
    /// <param name="repository">The repository that the source belongs to.</param>
    /// <exception cref="QwakException">Not exactly one of the three choices of topics is given.</exception>
    public KafkaSource(
        string name,
        string description,
        string bootstrapServers,
        IReadOnlyDictionary<string, string>? secretConfigs = null,
        IReadOnlyDictionary<string, string>? passthroughConfigs = null,
        string? assign = null,
        string? subscribe = null,
        string? subscribePattern = null,
        KafkaAuthentication? authenticationMethod = null,
        string? repository = null)
        : this(New(name, description, repository, new()
        {
            BootstrapServers = bootstrapServers,
            SecretConfigs = { secretConfigs?.ToDictionary() ?? [] },
            PassthroughConfigs = { passthroughConfigs?.ToDictionary() ?? [] },
            AuthenticationMethod = (authenticationMethod ?? new SslAuthentication()).ToWire(),
        }, assign, subscribe, subscribePattern))
    {
    }

    internal KafkaSource(DataSourceSpec spec)
        : base(spec)
    {
        _stream = spec.StreamSource;
        CheckTopics(Assign, Subscribe, SubscribePattern);
        Rules.Require(
            KafkaAuthentication.FromWire(Fields.AuthenticationMethod) is not null,
            "authentication_method is missing, or of a kind that this version does not know.");
    }

    /// <inheritdoc />
    public override string Kind => "kafka";

    /// <inheritdoc />
    public override string Name => _stream.Name;

    /// <inheritdoc />
    public override string Description => _stream.Description;

    /// <summary>Brokers as <c>host:port</c>, separated by commas.</summary>
    public string BootstrapServers => Fields.BootstrapServers;

    /// <summary>Key of a setting to name of the secret that holds its value.</summary>
    public IReadOnlyDictionary<string, string> SecretConfigs => new ReadOnlyDictionary<string, string>(Fields.SecretConfigs);

    /// <summary>Settings of the client as they are.</summary>
    public IReadOnlyDictionary<string, string> PassthroughConfigs =>
        new ReadOnlyDictionary<string, string>(Fields.PassthroughConfigs);

    /// <summary>Topics and partitions, as JSON.</summary>
    public string? Assign => Texts.OrNull(Fields.Assign);

    /// <summary>Topics, separated by commas.</summary>
    public string? Subscribe => Texts.OrNull(Fields.Subscribe);

    /// <summary>Pattern of topic names.</summary>
    public string? SubscribePattern => Texts.OrNull(Fields.SubscribePattern);

    /// <summary>How to log in.</summary>
    public KafkaAuthentication AuthenticationMethod => KafkaAuthentication.FromWire(Fields.AuthenticationMethod)!;

    private KafkaSourceV1 Fields => _stream.KafkaSourceV1;

    private static DataSourceSpec New(
        string name,
        string description,
        string? repository,
        KafkaSourceV1 fields,
        string? assign,
        string? subscribe,
        string? subscribePattern)
    {
        CheckTopics(assign, subscribe, subscribePattern);
        if (!string.IsNullOrEmpty(assign))
        {
            fields.Assign = assign;
        }
        else if (!string.IsNullOrEmpty(subscribe))
        {
            fields.Subscribe = subscribe;
        }
        else
        {
            fields.SubscribePattern = subscribePattern;
        }

        var spec = new DataSourceSpec
        {
            StreamSource = new() { Name = name, Description = description, KafkaSourceV1 = fields },
        };
        spec.SetRepository(repository);
        return spec;
    }

    private static void CheckTopics(string? assign, string? subscribe, string? subscribePattern) => Rules.ExactlyOne(
        "Exactly one of (assign, subscribe, subscribe_pattern) must be defined!", assign, subscribe, subscribePattern);
}
