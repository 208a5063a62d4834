using System.Text.Json;
using System.Text.Json.Serialization;

namespace Qwak.Server.Ui;

/// <summary>What is wrong with a name as it is typed, and what would be right.</summary>
internal sealed record NameProblem(string Message, string? Suggestion);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(NameProblem))]
[JsonSerializable(typeof(BuildReport))]
internal sealed partial class UiJson : JsonSerializerContext;
