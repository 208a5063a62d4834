using Google.Protobuf;
using Google.Protobuf.Collections;
using Google.Protobuf.Reflection;

namespace Qwak.FeatureStore.DataSources;

/// <summary>
/// Finds the names of secrets by the names of the fields, so that no class can forget one: <c>…_secret_name</c>, the
/// two <c>…_secret</c> of SASL, and the map <c>secret_configs</c>.
/// </summary>
internal static class SecretReferences
{
    private static readonly string[] Suffixes = ["_secret_name", "_secret"];

    public static IReadOnlyList<SecretReference> Of(IMessage message) => [.. In(message)];

    private static IEnumerable<SecretReference> In(IMessage message)
    {
        foreach (var field in message.Descriptor.Fields.InFieldNumberOrder())
        {
            foreach (var reference in In(field, field.Accessor.GetValue(message)))
            {
                yield return reference;
            }
        }
    }

    private static IEnumerable<SecretReference> In(FieldDescriptor field, object? value) => value switch
    {
        IMessage inner => In(inner),
        MapField<string, string> settings when field.Name == "secret_configs" =>
            settings.Select(setting => new SecretReference(setting.Key, setting.Value)),
        string { Length: > 0 } name when Array.Find(Suffixes, field.Name.EndsWith) is { } suffix =>
            [new SecretReference(field.Name[..^suffix.Length], name)],
        _ => [],
    };
}
