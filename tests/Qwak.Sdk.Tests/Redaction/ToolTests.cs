using System.Diagnostics;
using Qwak.Redaction;

namespace Qwak.Sdk.Tests.Redaction;

/// <summary>What real programs print: the secret goes to them in the environment, and must not come out of the redactor.</summary>
public sealed class ToolTests
{
    // Ordinary, with quotes and an accent, and of several lines.
    private static readonly string[] Values =
        ["hunter2-S3cr3t&Pass/Key+9", "it's \"quoted\" \\ $x `y` é ü %<>", "line one of three\nline 'two' of three\nline three of three"];

    [Fact]
    public Task Python_in_every_way_it_shows_text() => LeaksNothing("python3", "-c", """
        import base64, html, json, os, shlex, sys, traceback, urllib.parse
        secret = os.environ["SECRET"]
        data = secret.encode()
        shown = [
            secret, repr(secret), ascii(secret), repr(data), str({"k": secret}), json.dumps(secret), json.dumps({"k": [secret]}, ensure_ascii=False),
            urllib.parse.quote(secret), urllib.parse.quote_plus(secret), urllib.parse.quote(secret, safe=""), html.escape(secret), shlex.quote(secret),
            data.hex(), data.hex(":"), data.hex().upper(), base64.b64encode(data).decode(), base64.urlsafe_b64encode(b"user:" + data).decode(),
            base64.encodebytes(data * 3).decode(), base64.b64encode(base64.b64encode(data)).decode(), base64.b64encode(secret.encode("utf-16-le")).decode(),
            "".join("\\x%02x" % b for b in data), " ".join(secret.split()),
        ]
        for text in shown:
            print("<", text, ">")
            for character in text + "\n":
                sys.stdout.write(character)
                sys.stdout.flush()
        try:
            raise ValueError("cannot log in with %r" % secret)
        except ValueError:
            traceback.print_exc()
        """);

    [Fact]
    public Task A_shell_that_traces_its_commands() => LeaksNothing("bash", "-c", """
        set -x
        true "$SECRET" user:"$SECRET"
        printf '%q\n' "$SECRET"
        printf '%s' "$SECRET" | base64
        printf '%s' "$SECRET" | base64 -w 0
        set +x
        echo $SECRET
        declare -p SECRET
        echo "${SECRET@Q} ${SECRET@E}"
        """);

    [Fact]
    public Task Curl_that_tells_of_its_basic_authentication() => LeaksNothing(
        "bash", "-c", """curl -sv --max-time 2 -u "user:$SECRET" http://127.0.0.1:9/ ; curl -sv --max-time 2 "http://user:${SECRET%%[^a-zA-Z0-9-]*}@127.0.0.1:9/" """);

    [Fact]
    public Task A_progress_bar_that_prints_over_itself() => LeaksNothing("python3", "-c", """
        import os, sys
        secret = os.environ["SECRET"]
        for percent in range(0, 101, 10):
            sys.stdout.write("\r\x1b[K\x1b[32m%3d%%\x1b[0m |%s| \x1b[1m%s\x1b[0m" % (percent, "#" * (percent // 10), "\x1b[31m".join(secret)))
            sys.stdout.flush()
        """);

    private static async Task LeaksNothing(string program, params string[] arguments)
    {
        foreach (var value in Values)
        {
            using var redactor = FormTests.With(("db", value));
            using var output = new MemoryStream();
            await using (var stream = new RedactingStream(output, redactor, leaveOpen: true))
            {
                await RunAsync(program, arguments, value, stream);
            }

            var text = System.Text.Encoding.UTF8.GetString(output.ToArray());
            Assert.NotEmpty(text);

            // No piece of eight letters in a row of the value, nor of its hexadecimal digits or base64 in the middle.
            foreach (var piece in Pieces(value))
            {
                Assert.DoesNotContain(piece, text, StringComparison.Ordinal);
            }
        }
    }

    private static IEnumerable<string> Pieces(string value)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(value);
        var lines = value.Split('\n');
        return lines.SelectMany(line => Enumerable.Range(0, line.Length - 7).Select(i => line.Substring(i, 8)))
            .Append(Convert.ToHexStringLower(bytes)[4..16])
            .Append(Convert.ToBase64String(bytes)[4..16])
            .Append(Convert.ToBase64String([0, .. bytes])[4..16])
            .Append(Convert.ToBase64String([0, 0, .. bytes])[4..16]);
    }

    private static async Task RunAsync(string program, string[] arguments, string secret, Stream output)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["SECRET"] = secret, ["PYTHONIOENCODING"] = "utf-8", ["LC_ALL"] = "C.UTF-8" },
        })!;
        var errors = new MemoryStream();
        var copying = process.StandardError.BaseStream.CopyToAsync(errors);
        await process.StandardOutput.BaseStream.CopyToAsync(output, bufferSize: 7);
        await copying;
        output.Write(errors.ToArray());
        await process.WaitForExitAsync();
    }
}
