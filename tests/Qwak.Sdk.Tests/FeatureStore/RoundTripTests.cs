using System.Collections;
using System.Reflection;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Qwak.FeatureStore.DataSources;
using Qwak.Wire.Sources;
using DataSource = Qwak.FeatureStore.DataSources.DataSource;
using UnityCatalogSource = Qwak.FeatureStore.DataSources.UnityCatalogSource;

namespace Qwak.Sdk.Tests.FeatureStore;

public sealed class RoundTripTests
{
    [Fact]
    public void There_is_a_sample_of_every_class()
    {
        var concrete = typeof(DataSource).Assembly.GetExportedTypes()
            .Where(t => t.IsSubclassOf(typeof(DataSource)) && t is { IsAbstract: false } && t != typeof(OtherSource));
        Assert.Empty(concrete.Except(Samples.All.Values.Select(source => source.GetType())));
    }

    [Theory]
    [MemberData(nameof(Samples.Names), MemberType = typeof(Samples))]
    public void A_source_is_the_same_after_the_wire(string sample)
    {
        var source = Samples.All[sample];
        var spec = source.ToSpec();
        var back = DataSource.FromSpec(DataSourceSpec.Parser.ParseFrom(spec.ToByteArray()));

        Assert.IsType(source.GetType(), back);
        Assert.Equal(spec, back.ToSpec());
        Assert.Equal(Properties(source), Properties(back));
    }

    [Theory]
    [MemberData(nameof(Samples.Names), MemberType = typeof(Samples))]
    public void A_source_is_the_same_after_json(string sample)
    {
        var spec = Samples.All[sample].ToSpec();
        Assert.Equal(spec, JsonParser.Default.Parse<DataSourceSpec>(JsonFormatter.Default.Format(spec)));
    }

    /// <summary>Field 1000 of every message in the spec is of a newer client: it comes back from where it was.</summary>
    [Theory]
    [MemberData(nameof(Samples.Names), MemberType = typeof(Samples))]
    public void Unknown_fields_survive_at_every_level(string sample)
    {
        var spec = WithUnknownFields(Samples.All[sample].ToSpec());
        var back = DataSource.FromSpec((DataSourceSpec)spec).ToSpec();
        Assert.Equal(spec.ToByteArray(), back.ToByteArray());
        Assert.NotEqual(Samples.All[sample].ToSpec().ToByteArray(), back.ToByteArray());
    }

    [Fact]
    public void A_source_does_not_change_with_the_message_it_was_read_from()
    {
        var spec = Samples.All["mysql"].ToSpec();
        var source = DataSource.FromSpec(spec);
        spec.BatchSource.Name = source.ToSpec().BatchSource.Description = "changed";
        Assert.Equal(("s", "d"), (source.Name, source.Description));
    }

    [Fact]
    public void Forms_without_a_class_are_handed_on_with_their_secrets()
    {
        DataSourceSpec[] specs =
        [
            new() { BatchSource = new() { Name = "s", AthenaSource = new() { Database = "db", Table = "t" } } },
            new() { BatchSource = new() { Name = "s", FeaturesetOfflineSource = new() { Alias = "a" } } },
            new() { StreamSource = new() { Name = "s", KafkaSource = new() { UsernameSecretName = "u", PasswordSecretName = "p" } } },
        ];
        var sources = specs.Select(DataSource.FromSpec).ToList();

        Assert.Equal(specs, sources.Select(source => source.ToSpec()));
        Assert.All(sources, source => Assert.IsType<OtherSource>(source));
        Assert.Equal(["legacy-athena", "featureset-offline", "legacy-kafka"], sources.Select(source => source.Kind));
        Assert.Equal([new("username", "u"), new("password", "p")], sources[2].SecretNames);
    }

    [Fact]
    public void A_unity_catalog_with_a_client_of_oauth_2_is_read()
    {
        var spec = Samples.All["unity"].ToSpec();
        spec.BatchSource.CatalogSource.UnityCatalogSource.Oauth2 = new() { ClientIdSecretName = "ci", ClientSecretSecretName = "cs" };
        var source = Assert.IsType<UnityCatalogSource>(DataSource.FromSpec(spec));
        Assert.Null(source.PersonalAccessTokenSecretName);
        Assert.Equal([new("client_id", "ci"), new("client_secret", "cs")], source.SecretNames);
    }

    private static IMessage WithUnknownFields(IMessage message)
    {
        foreach (var field in message.Descriptor.Fields.InFieldNumberOrder())
        {
            if (field is { FieldType: FieldType.Message, IsMap: false } && field.Accessor.GetValue(message) is IMessage inner)
            {
                field.Accessor.SetValue(message, WithUnknownFields(inner));
            }
        }

        using var bytes = new MemoryStream();
        message.WriteTo(bytes);
        using (var more = new CodedOutputStream(bytes, leaveOpen: true))
        {
            more.WriteTag(1000, WireFormat.WireType.Varint);
            more.WriteInt32(7);
        }

        return message.Descriptor.Parser.ParseFrom(bytes.ToArray());
    }

    /// <summary>All that a source shows, nested objects included.</summary>
    private static string Properties(object? value) => value switch
    {
        null => "null",
        string or ValueType => value.ToString()!,
        IEnumerable many => string.Join(',', many.Cast<object>().Select(Properties)),
        _ => value.GetType().Name + string.Join(';', value.GetType()
            .GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.Name != "EqualityContract")
            .Select(p => $"{p.Name}={Properties(p.GetValue(value))}")),
    };
}
