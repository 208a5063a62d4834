using System.Text.Json;
using Qwak.FeatureStore.DataSources;

namespace Qwak.Server.Ui;

/// <summary>A field of a data source's definition. Public, as Razor makes components.</summary>
/// <param name="Name">Its path in the definition's JSON.</param>
/// <param name="Value">As text.</param>
/// <param name="IsSecret">Whether the value is the name of a secret.</param>
public sealed record SourceField(string Name, string Value, bool IsSecret)
{
    /// <summary>The fields that are set, but for those that a page shows above.</summary>
    internal static IReadOnlyList<SourceField> Of(DataSource definition)
    {
        var secrets = definition.SecretNames.Select(secret => secret.Name).ToHashSet();
        return
        [
            .. SpecJson.Write(definition).EnumerateObject()
                .SelectMany(kind => kind.Value.ValueKind == JsonValueKind.Object ? Fields("", kind.Value) : Fields(kind.Name, kind.Value))
                .Where(field => field.Path is not ("name" or "description" or ""))
                .Select(field => new SourceField(field.Path, field.Text, IsNameOfSecret(field.Path) && secrets.Contains(field.Text))),
        ];
    }

    private static bool IsNameOfSecret(string path) => path.Contains("secret", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<(string Path, string Text)> Fields(string path, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(member => Fields(path.Length == 0 ? member.Name : $"{path}.{member.Name}", member.Value)),
        JsonValueKind.Array => value.EnumerateArray().SelectMany(item => Fields(path, item)),
        _ => [(path, value.ToString())],
    };
}
