using System.Net;
using System.Security;
using System.Text;
using System.Text.Json;
using Qwak.Redaction;
using Qwak.Tests.Fuzzing;

namespace Qwak.Sdk.Tests.Redaction;

/// <summary>No form gets through, whatever the secret is: those of the corpus, altered at random, as the platform prints them.</summary>
public sealed class FormFuzzTests
{
    // What may be left of an encoded text: the digits at its ends that do not depend on the secret alone.
    private const int LongestRest = 16;

    [Fact]
    public void No_form_of_an_altered_secret_gets_through()
    {
        var redacted = 0;
        foreach (var input in Mutations.Of(Mutations.Corpus("secrets.txt"), FullRun.Count(1_000, 100_000), seed: 5))
        {
            var text = Encoding.UTF8.GetString(input).Trim();
            using var redactor = new Redactor();
            using var value = SecretValue.FromString(text);
            if (text.Length > 0 && redactor.Add("db", value).IsRedacted)
            {
                redacted++;
                foreach (var form in Forms(text).Where(IsLongEnough))
                {
                    var output = redactor.Redact(form);
                    var rest = output.Replace("[redacted:db]", "", StringComparison.Ordinal).Length;
                    Assert.True(output.Contains("[redacted:db]", StringComparison.Ordinal) && rest <= LongestRest, $"{Mutations.Show(input)} leaves {rest} characters of {form}");
                }
            }
        }

        Assert.True(redacted > 500, "Most of the altered secrets must be long enough to be redacted.");
    }

    // Line breaks are seen through, and do not count.
    private static bool IsLongEnough(string form) =>
        Encoding.UTF8.GetByteCount(form) - form.Count(c => c is '\r' or '\n') >= Redactor.MinimumLength;

    private static IEnumerable<string> Forms(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        yield return text;
        yield return JsonSerializer.Serialize(text)[1..^1];
        yield return Uri.EscapeDataString(text);
        yield return WebUtility.UrlEncode(text);
        yield return WebUtility.HtmlEncode(text);
        yield return SecurityElement.Escape(text);
        yield return text.Replace("'", "'\\''", StringComparison.Ordinal);
        yield return Convert.ToHexString(bytes);
        yield return BitConverter.ToString(bytes);
        for (var before = 0; before < 3; before++)
        {
            yield return Convert.ToBase64String([.. new byte[before], .. bytes, 0]);
        }

        yield return Convert.ToBase64String(Encoding.Unicode.GetBytes(text));
        yield return Convert.ToBase64String(Encoding.ASCII.GetBytes(Convert.ToBase64String(bytes)));
    }
}
