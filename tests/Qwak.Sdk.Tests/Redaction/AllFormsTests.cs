using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Qwak.Redaction;

namespace Qwak.Sdk.Tests.Redaction;

/// <summary>A program prints a thousand secrets in every form, over both streams: nothing gets through.</summary>
public sealed class AllFormsTests
{
    private const int SecretCount = 1000;

    // What may be left beside "<", ">" and the name: digits at both ends of base64 that do not depend on the secret alone.
    private const int LongestRest = 18;

    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    // A line for each form. Standard output gets it byte by byte, standard error line by line.
    private const string Program = """
        import base64, html, json, os, shlex, sys, urllib.parse

        def octal(text):
            return "".join(c if " " <= c <= "~" and c not in "\\\"" else "\\" + c if c in "\\\"" else "".join("\\%03o" % b for b in c.encode()) for c in text)

        def forms(secret):
            data = secret.encode()
            wide = secret.encode("utf-16-le")
            yield secret
            yield repr(secret)[1:-1]
            yield ascii(secret)[1:-1]
            yield repr(data)[2:-1]
            yield json.dumps(secret)[1:-1]
            yield json.dumps(secret, ensure_ascii=False)[1:-1]
            yield json.dumps(secret)[1:-1].replace("/", "\\/")
            yield json.dumps(secret, ensure_ascii=False)[1:-1].replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
            yield octal(secret)
            yield "".join("\\x%02x" % b for b in data)
            yield urllib.parse.quote(secret)
            yield urllib.parse.quote(secret, safe="")
            yield urllib.parse.quote_plus(secret)
            yield html.escape(secret)
            yield shlex.quote(secret)[1:-1] if shlex.quote(secret) != secret else secret
            yield secret.replace("'", "'\\''")
            yield data.hex()
            yield data.hex().upper()
            yield data.hex(":")
            for prefix in (b"", b"u", b"u:"):
                yield base64.b64encode(prefix + data).decode()
                yield base64.urlsafe_b64encode(prefix + data).decode()
            yield base64.b64encode(base64.b64encode(data)).decode()
            yield base64.b64encode(wide).decode()
            yield base64.b64encode(secret.encode("utf-16-be")).decode()
            yield wide
            yield secret.encode("utf-16-be")

        for secret in json.load(sys.stdin):
            for form in forms(secret):
                line = b"<" + (form if isinstance(form, bytes) else form.encode()) + b">\n"
                for byte in line:
                    os.write(1, bytes([byte]))
                os.write(2, line)
        """;

    [Fact]
    public async Task A_thousand_secrets_in_every_form_over_both_streams_leak_nothing()
    {
        var secrets = Secrets().ToArray();
        using var redactor = FormTests.With([.. secrets.Select((secret, i) => ($"secret-{i}", secret))]);
        using var process = Process.Start(new ProcessStartInfo("python3", ["-c", Program])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = Redacted(redactor, process.StandardOutput.BaseStream);
        var errors = Redacted(redactor, process.StandardError.BaseStream);
        await process.StandardInput.WriteAsync(JsonSerializer.Serialize(secrets));
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        HoldsNothing(await output);
        HoldsNothing(await errors);
    }

    // Passwords, with quotes and spaces or beyond ASCII too, tokens and keys.
    private static IEnumerable<string> Secrets()
    {
        var dice = new Dice(11);
        for (var i = 0; i < SecretCount; i++)
        {
            yield return (i % 5) switch
            {
                0 => dice.Text(Letters + "!#$%&'*+-/=?^_@", 12, 24),
                1 => "ghp_" + dice.Text(Letters, 36, 36),
                2 => dice.Text("0123456789abcdef", 32, 64),
                3 => $"p{dice.Text(Letters + "\"'\\&<>; ", 14, 20)}w",
                _ => $"p{dice.Text(Letters + "éüßñ密", 12, 20)}w",
            };
        }
    }

    private static async Task<string[]> Redacted(Redactor redactor, Stream printed)
    {
        using var output = new MemoryStream();
        await using (var stream = new RedactingStream(output, redactor, leaveOpen: true))
        {
            await printed.CopyToAsync(stream, bufferSize: 61);
        }

        return Encoding.Latin1.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static void HoldsNothing(string[] lines)
    {
        Assert.True(lines.Length >= 30 * SecretCount, $"Only {lines.Length} lines were printed.");
        foreach (var line in lines)
        {
            var begin = line.IndexOf("[redacted:secret-", StringComparison.Ordinal);
            Assert.True(begin >= 0, $"Nothing was redacted in {line}");
            Assert.True(line.Length - (line.IndexOf(']', begin) + 1 - begin) <= LongestRest, $"Too much is left in {line}");
        }
    }
}
