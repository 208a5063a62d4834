using System.Globalization;
using System.Text;

namespace Qwak.EndToEnd.Tests.Builds;

/// <summary>Models and real tools that print what they should not: nothing of it is in the log.</summary>
public sealed class NoLeakTests
{
    [Fact]
    public async Task A_model_that_prints_every_secret_in_every_form_over_both_streams_leaks_none()
    {
        var count = FullRun.Count(usual: 60, full: 1000);
        await using var scene = await BuildScene.StartAsync();
        var values = Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"s{i:0000}-\"Kü&ß/{i * 7919:x}'+$x\\{i}-end")).ToList();
        await Parallel.ForAsync(0, count, async (i, _) => await scene.SetAsync($"secret-{i}", values[i]));

        var summary = await scene.BuildAsync(
            $$"""
            from xml.sax.saxutils import escape
            import shlex
            def forms(value):
                raw = value.encode()
                yield value
                yield json.dumps(value)
                yield json.dumps(value, ensure_ascii=False)
                yield repr(value)
                yield ascii(value)
                yield repr(raw)
                yield urllib.parse.quote(value, safe="")
                yield urllib.parse.quote(value, safe="").lower()
                yield urllib.parse.quote_plus(value)
                yield escape(value, {'"': "&quot;", "'": "&#x27;"})
                yield shlex.quote(value)
                for before in range(3):
                    yield base64.b64encode(b"x" * before + raw + b":y").decode()
                    yield base64.urlsafe_b64encode(b"x" * before + raw + b":y").decode()
                    yield base64.encodebytes(b"x" * before + raw * 4).decode()
                yield raw.hex()
                yield raw.hex().upper()
                yield raw.hex(":")
                yield base64.b64encode(value.encode("utf-16-le")).decode()
                yield base64.b64encode(base64.b64encode(raw)).decode()
            print("begin")
            for number in range({{count}}):
                for form in forms(get(f"secret-{number}")):
                    stream = sys.stderr if number % 2 else sys.stdout
                    if number % 20 == 0:
                        for letter in form:
                            stream.write(letter)
                            stream.flush()
                        stream.write("\n")
                    else:
                        print(form, file=stream)
            print("end")
            """,
            "--time-limit", "600");
        var log = await scene.LogAsync();

        Assert.Equal("succeeded", summary.GetProperty("status").GetString());
        Assert.Contains("begin\n", log, StringComparison.Ordinal);
        Assert.Contains("end\n", log, StringComparison.Ordinal);
        Assert.All(values, value => Assert.All(Forms(value), form => Assert.DoesNotContain(form, log, StringComparison.Ordinal)));
        Assert.True(summary.GetProperty("redactions").EnumerateArray().Select(r => r.GetProperty("secret").GetString()).Distinct().Count() >= count);
    }

    [Fact]
    public async Task Shells_curl_git_progress_bars_and_tracebacks_leak_nothing()
    {
        const string password = "p4ss-W0rd-of-9-git";
        await using var scene = await BuildScene.StartAsync();
        await scene.SetAsync("git-password", password);
        var summary = await scene.BuildAsync(
            """
            secret = get("git-password")
            tool = lambda *command, **more: subprocess.run(command, **more)
            tool("sh", "-xc", 'curl="$SECRET"; echo "value $curl" > /dev/null; printf "%s\\n" "$SECRET" | base64', env={**os.environ, "SECRET": secret})
            tool("curl", "-svk", "--http1.1", "--max-time", "5", "-u", "user:" + secret, os.environ["QWAK_URL"])
            tool("git", "clone", f"https://user:{secret}@127.0.0.1:1/no/such.git", "/nonexistent/clone")
            for step in range(5):
                sys.stderr.write(f"\r\x1b[32m{'#' * step}\x1b[0m token={secret[:4]}\x1b[1m{secret[4:]}\x1b[0m")
                sys.stderr.flush()
            sys.stderr.write("\n")
            try:
                local = secret
                assert not local, f"local is {local!r}"
            except AssertionError:
                import traceback
                traceback.print_exc()
            """);
        var log = await scene.LogAsync();

        Assert.Equal("succeeded", summary.GetProperty("status").GetString());
        Assert.Contains("+ curl=", log, StringComparison.Ordinal);
        Assert.Contains("AssertionError: local is", log, StringComparison.Ordinal);
        Assert.Matches(@"Authorization: Basic \S*\[redacted:git-password\]", log);
        Assert.Contains("fatal:", log, StringComparison.Ordinal);
        Assert.All(Forms(password).Append(password[4..]), form => Assert.DoesNotContain(form, log, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Forms(string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        yield return value;
        yield return Uri.EscapeDataString(value);
        yield return Convert.ToHexString(bytes);
        yield return Convert.ToHexStringLower(bytes);
        yield return Convert.ToBase64String(bytes).TrimEnd('=')[..^1];
        yield return Convert.ToBase64String([120, .. bytes]).TrimEnd('=')[4..^1];
        yield return Convert.ToBase64String([120, 120, .. bytes]).TrimEnd('=')[4..^1];
        yield return Convert.ToBase64String(Encoding.Unicode.GetBytes(value)).TrimEnd('=')[..^1];
    }
}
