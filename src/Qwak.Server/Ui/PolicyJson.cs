using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Qwak.Clients.Administration;
using Qwak.Core;
using Qwak.Rest;

namespace Qwak.Server.Ui;

/// <summary>A policy as the text that people edit.</summary>
internal static class PolicyJson
{
    public const string Example = """
        {
          "effect": "allow",
          "principals": ["ci@example.com"],
          "actions": ["list", "read"],
          "environments": ["production"],
          "names": ["snowflake-*"]
        }
        """;

    // Strict as REST is: a misspelt member would be a rule that is not there.
    private static readonly RestJson Strict = new(new JsonSerializerOptions(RestJson.Default.Options)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public static string Write(PolicyProperties policy) => JsonSerializer.Serialize(
        new PolicyDefinition(policy.Effect, policy.Principals, policy.Actions, policy.Environments, policy.Names), Strict.PolicyDefinition);

    /// <summary>What is wrong is told with its line.</summary>
    public static Result<PolicyDefinition> Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, Strict.PolicyDefinition) ?? Wrong("A policy is an object in braces.");
        }
        catch (JsonException broken)
        {
            var place = broken.LineNumber is { } line ? string.Create(CultureInfo.InvariantCulture, $" in line {line + 1}") : "";
            return Wrong($"This is not the JSON of a policy{place}: it has the members effect, principals, actions, environments and names, and nothing else.");
        }
    }

    private static Result<PolicyDefinition> Wrong(string message) => new Refusal(RefusalCode.InvalidValue, message);
}
