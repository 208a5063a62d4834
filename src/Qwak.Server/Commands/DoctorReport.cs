using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Qwak.Core.Diagnosis;

namespace Qwak.Server.Commands;

/// <summary>What the doctor found, for a person and for a script.</summary>
internal sealed partial class DoctorReport(IReadOnlyList<CheckResult> results)
{
    public bool HasFailed => Status == CheckStatus.Failed;

    private CheckStatus Status => results.Max(result => result.Status);

    public string ToText()
    {
        var text = new StringBuilder();
        foreach (var result in results)
        {
            text.Append(Word(result.Status).PadRight(9)).Append(result.Check.PadRight(13)).Append(result.Message).Append('\n');
            if (result.Remedy is not null)
            {
                text.Append(' ', 22).Append(result.Remedy).Append('\n');
            }
        }

        return text.ToString();
    }

    public string ToJson() => JsonSerializer.Serialize(new Document(Word(Status), [.. results.Select(r => new Line(r.Check, Word(r.Status), r.Message, r.Remedy))]), ReportJson.Default.Document) + "\n";

    private static string Word(CheckStatus status) => status switch
    {
        CheckStatus.Ok => "ok",
        CheckStatus.Warning => "warning",
        CheckStatus.Failed => "failed",
    };

    internal sealed record Document(string Status, IReadOnlyList<Line> Items);

    internal sealed record Line(string Check, string Status, string Message, string? Remedy);

    [JsonSourceGenerationOptions(
        JsonSerializerDefaults.Web, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonSerializable(typeof(Document))]
    private sealed partial class ReportJson : JsonSerializerContext;
}
