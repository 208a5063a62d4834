using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Qwak.Cli.Tests;

public sealed class AuditTests
{
    private const string Whole = """
        {"isGood":true,"events":1200,"checkpoints":30,"unsignedEvents":2,"heads":"1:1234:00","checkpointKeyId":"k","checkpointKey":"PEM","faults":[],"cutEvents":34}
        """;

    private const string Cut = """
        {"isGood":false,"events":40,"checkpoints":3,"unsignedEvents":0,"heads":"","checkpointKeyId":"k","checkpointKey":"PEM","cutEvents":0,"faults":[{"kind":"cut","writer":1,"sequence":41,"time":"2026-01-02T03:04:05Z","message":"The tail \u001b[31mwas cut off."},{"kind":"checkpoint","sequence":3,"message":"Checkpoint 3 was altered."}]}
        """;

    [Fact]
    public async Task A_whole_trail_is_verified_with_a_sentence_or_json()
    {
        await using var shell = await Shell.StartAsync();
        Verifies(shell, Whole);
        (await shell.RunAsync("audit", "verify")).Succeeds("""
            1,200 events and 30 checkpoints verified; 2 events came after the last checkpoint.
            34 events before them were cut off by retention.
            The audit trail is whole.

            """);
        var ran = await shell.RunAsync("audit", "verify", "--output", "json");
        Assert.Equal((0, true, 34), (ran.ExitCode, (bool?)JsonNode.Parse(ran.Output)!["isGood"], (int?)JsonNode.Parse(ran.Output)!["cutEvents"]));
    }

    [Fact]
    public async Task What_is_wrong_is_listed_without_steering_the_terminal_and_fails()
    {
        await using var shell = await Shell.StartAsync();
        Verifies(shell, Cut);
        const string error = "Error: The audit trail is not as it was written; docs/operations/audit.md says what to do.";
        var ran = await shell.RunAsync("audit", "verify");
        ran.Fails(1, error);
        Assert.Equal("""
            cut  1:41  2026-01-02 03:04:05Z  The tail ?[31mwas cut off.
            checkpoint  checkpoint 3  -  Checkpoint 3 was altered.
            40 events and 3 checkpoints verified; 0 events came after the last checkpoint.

            """, ran.Output);
        var json = await shell.RunAsync("audit", "verify", "--output", "json");
        json.Fails(1, error);
        Assert.Equal("cut", (string?)JsonNode.Parse(json.Output)!["faults"]![0]!["kind"]);
    }

    [Fact]
    public async Task A_verification_that_breaks_off_is_no_success()
    {
        await using var shell = await Shell.StartAsync();
        shell.Service.Rest.On("POST /api/v1/audit/verify", """{"events":10,"of":100}""");
        (await shell.RunAsync("audit", "verify")).Fails(1, "Error: The service stopped before all was verified. Try again.");
    }

    [Theory]
    [InlineData("jsonl", "\"name\":\"\\u001B[2J\"")]
    [InlineData("csv", ",'=cmd,")]
    public async Task An_export_is_a_file_that_was_not_there_before(string format, string expected)
    {
        await using var shell = await Shell.StartAsync();
        shell.Service.Rest.On("GET /api/v1/audit/events/stream", Line("", null) + Line("1:7", Event(7, "=cmd", "\\u001b[2J")) + Line("1:7", null));
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            string[] words = ["audit", "export", "--output-file", file, "--format", format, "--outcome", "ok"];
            (await shell.RunAsync(words)).Succeeds($"1 events written to {file}\n");
            var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
            Assert.Contains(expected, text, StringComparison.Ordinal);
            Assert.Equal(format == "csv" ? 2 : 1, text.Count(c => c == '\n'));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            var again = await shell.RunAsync(words);
            Assert.Equal(1, again.ExitCode);
            Assert.Contains($"{file} cannot be made", again.Error, StringComparison.Ordinal);
            Assert.Equal(text, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    public async Task Followed_events_go_on_where_the_connection_broke_and_end_with_the_right_to_read(string output)
    {
        await using var shell = await Shell.StartAsync();
        const string path = "GET /api/v1/audit/events/stream";
        shell.Service.Rest.On(path, Asked("", Line("1:6", null) + Line("1:7", Event(7, "dana", "\\u001b[2J"))));
        shell.Service.Rest.On(path, Asked("1:7", Line("1:8", Event(8, "dana", "other"))));
        shell.Service.Rest.Fail(path, 403, "permission_denied");
        var ran = await shell.RunAsync("audit", "list", "--follow", "--output", output);
        Assert.Equal(1, ran.ExitCode);
        Assert.Contains("No.", ran.Error, StringComparison.Ordinal);
        if (output == "text")
        {
            Assert.Equal("""
                2026-01-02 03:04:05Z  dana  secret.read  default  ?[2J  3  ok  127.0.0.1  1
                2026-01-02 03:04:05Z  dana  secret.read  default  other  3  ok  127.0.0.1  1

                """, ran.Output);
            return;
        }

        Assert.DoesNotContain('\u001b', ran.Output);
        Assert.Equal([7, 8], ran.Output.TrimEnd('\n').Split('\n').Select(line => (int?)JsonNode.Parse(line)!["sequence"]));
    }

    [Fact]
    public async Task A_list_goes_on_behind_a_page_without_a_hit()
    {
        await using var shell = await Shell.StartAsync();
        shell.Service.Rest.On("GET /api/v1/audit/events", """{"items":[],"next":"9.1.9"}""");
        shell.Service.Rest.On("GET /api/v1/audit/events", context =>
        {
            Assert.Equal("aws-api-key 9.1.9", $"{context.Request.Query["name"]} {context.Request.Query["after"]}");
            return Results.Text(Answers.Items(Event(7, "dana", "aws-api-key")), "application/json");
        });
        Assert.Contains("dana", (await shell.RunAsync("audit", "list", "--name", "aws-api-key")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Listed_events_do_not_steer_the_terminal()
    {
        await using var shell = await Shell.StartAsync();
        shell.Service.Rest.On("GET /api/v1/audit/events", Answers.Items(Event(7, "da\\u202ena", "\\u001b[2J\\n")));
        (await shell.RunAsync("audit", "list")).Succeeds("""
            TIME                  PRINCIPAL  ACTION       ENVIRONMENT  NAME   VERSION  OUTCOME  ADDRESS    COUNT
            2026-01-02 03:04:05Z  da?na      secret.read  default      ?[2J?  3        ok       127.0.0.1  1

            """);
        Assert.DoesNotContain('\u001b', (await shell.RunAsync("audit", "list", "--output", "json")).Output);
    }

    [Fact]
    public async Task Accepting_a_rollback_is_for_the_servers_machine()
    {
        await using var shell = await Shell.StartAsync();
        var ran = await shell.RunAsync("audit", "accept-rollback");
        Assert.Equal(0, ran.ExitCode);
        Assert.Contains("On the server's machine, stopped", ran.Output, StringComparison.Ordinal);
    }

    private static void Verifies(Shell shell, string result) => shell.Service.Rest.On(
        "POST /api/v1/audit/verify", $$"""{"events":10,"of":100}{{'\n'}}{"events":100,"of":100,"result":{{result.Trim()}}}""");

    // An answer to who asks behind this place.
    private static Func<HttpContext, IResult> Asked(string after, string lines) => context =>
    {
        Assert.Equal($"true {after}", $"{context.Request.Query["follow"]} {context.Request.Query["after"]}");
        return Results.Text(lines, "application/json");
    };

    private static string Line(string after, string? auditEvent) =>
        auditEvent is null ? $$"""{"after":"{{after}}"}{{'\n'}}""" : $$"""{"after":"{{after}}","event":{{auditEvent}}}{{'\n'}}""";

    private static string Event(int sequence, string principal, string name) => $$"""
        {"writer":1,"sequence":{{sequence}},"time":"2026-01-02T03:04:05Z","principal":"{{principal}}","action":"secret.read","environment":"default","name":"{{name}}","version":3,"outcome":"ok","address":"127.0.0.1","requestId":"r","count":1}
        """.Trim();
}
