using System.Text;

namespace Qwak.Cli.Tests;

public sealed class SecretLifeTests
{
    private const string Secrets = "/api/v1/environments/default/secrets";

    [Fact]
    public async Task Versions_are_a_table_of_states()
    {
        await using var shell = await StartAsync();
        shell.Service.Rest.On($"GET {Secrets}/some-name/versions", Answers.Items(
            """{"version":3,"state":"current","createdAt":"2026-02-03T04:05:06Z","createdBy":"ana"}""",
            """{"version":2,"state":"deleted","createdAt":"2026-01-02T03:04:05Z","createdBy":"bob","deletedAt":"2026-02-01T00:00:00Z"}"""));
        (await shell.RunAsync("secrets", "versions", "--name", "some-name")).Succeeds("""
            VERSION  STATE    CREATED               BY   DELETED
            3        current  2026-02-03 04:05:06Z  ana  -
            2        deleted  2026-01-02 03:04:05Z  bob  2026-02-01 00:00:00Z

            """);
    }

    [Fact]
    public async Task A_restore_names_the_versions_only_when_it_is_given_some()
    {
        await using var shell = await StartAsync();
        shell.Service.Rest.On($"POST {Secrets}/some-name/restore", Answers.Secret("some-name", 3));
        (await shell.RunAsync("secrets", "restore", "--name", "some-name"))
            .Succeeds("Secret 'some-name' has been restored; its current version is 3\n");
        Assert.Equal(0, (await shell.RunAsync("secrets", "restore", "--name", "some-name", "--version", "1", "--version", "2")).ExitCode);
        Assert.Equal(["{}", "{\"versions\":[1,2]}"], shell.Service.Rest.Bodies.Select(body => body!.ToJsonString()));
    }

    [Fact]
    public async Task A_purge_must_be_meant()
    {
        await using var shell = await StartAsync();
        shell.Service.Rest.On($"DELETE {Secrets}/some-name", _ => Microsoft.AspNetCore.Http.Results.NoContent());
        Assert.Equal(2, (await shell.RunAsync("secrets", "purge", "--name", "some-name")).ExitCode);
        (await shell.RunAsync("secrets", "purge", "--name", "some-name", "--yes")).Succeeds("Secret 'some-name' has been purged\n");
        Assert.Equal("?purge=true", shell.Service.Single("/some-name").Query);
        (await shell.RunAsync("secrets", "purge", "--name", "some-name", "--yes", "--force")).Succeeds("Secret 'some-name' has been purged\n");
    }

    [Fact]
    public async Task A_checked_set_tells_each_data_source()
    {
        await using var shell = await StartAsync();
        shell.Service.Rest.On($"PUT {Secrets}/db-password", _ => Microsoft.AspNetCore.Http.Results.Json(new
        {
            name = "db-password", environment = "default", version = 4, createdAt = "2026-01-02T03:04:05Z", updatedAt = "2026-01-02T03:04:05Z",
            createdBy = "ana", updatedBy = "ana", unchanged = false,
            checks = new object[] { new { dataSource = "orders", status = "ok" }, new { dataSource = "events", status = "skipped", message = "No connector." } },
        }));
        (await shell.RunAsync("secrets", "set", "--name", "db-password", "--value", "long-enough", "--check")).Succeeds("""
            Creating secret named 'db-password' with value length of 11...
              orders ok
              events skipped No connector.
            Created!

            """);
        Assert.True((bool)shell.Service.Rest.Bodies.Single()!["check"]!);
    }

    [Fact]
    public async Task A_checked_set_fails_with_the_reason_when_a_data_source_is_not_opened()
    {
        await using var shell = await StartAsync();
        shell.Service.Rest.On($"PUT {Secrets}/db-password", _ => Microsoft.AspNetCore.Http.Results.Json(
            new { title = "Unprocessable", status = 422, detail = "The old value stays current. orders: refused.", code = "source_failed" },
            contentType: "application/problem+json", statusCode: 422));
        var failed = await shell.RunAsync("secrets", "set", "--name", "db-password", "--value", "long-enough", "--check");
        Assert.Equal(1, failed.ExitCode);
        Assert.Equal("Error setting secret. Error is The old value stays current. orders: refused.\n", failed.Error);
    }

    [Fact]
    public async Task The_usage_of_a_secret_lists_builds_and_data_sources()
    {
        await using var shell = await StartAsync();
        var at = "2026-01-02T03:04:05Z";
        shell.Service.Rest.On($"GET {Secrets}/some-name/builds", _ => Microsoft.AspNetCore.Http.Results.Json(new { items = new[]
        {
            new { buildId = "b1", modelId = "churn", status = "succeeded", name = "some-name", version = 2, principal = "ana", firstAt = at, lastAt = at, reads = 3 },
        } }));
        shell.Service.Rest.On($"GET {Secrets}/some-name/data-sources", _ => Microsoft.AspNetCore.Http.Results.Json(new { items = new object[]
        {
            new { dataSource = "orders", isNamed = true, versions = new[] { new { version = 2, firstAt = at, lastAt = at, uses = 5 }, new { version = 1, firstAt = at, lastAt = at, uses = 7 } } },
            new { dataSource = "stock", isNamed = false, versions = new[] { new { version = 1, firstAt = at, lastAt = at, uses = 1 } } },
            new { dataSource = "unused", isNamed = true, versions = Array.Empty<object>() },
        } }));
        (await shell.RunAsync("secrets", "usage", "--name", "some-name")).Succeeds("""
            BUILD  MODEL  STATUS     VERSION  PRINCIPAL  FIRST                 LAST                  READS
            b1     churn  succeeded  2        ana        2026-01-02 03:04:05Z  2026-01-02 03:04:05Z  3

            DATA SOURCE        VERSION  FIRST                 LAST                  USES
            orders             2        2026-01-02 03:04:05Z  2026-01-02 03:04:05Z  5
            orders             1        2026-01-02 03:04:05Z  2026-01-02 03:04:05Z  7
            stock (no longer)  1        2026-01-02 03:04:05Z  2026-01-02 03:04:05Z  1
            unused             -        -                     -                     0

            """);
        var json = (await shell.RunAsync("secrets", "usage", "--name", "some-name", "--output", "json")).Output;
        Assert.Contains("\"dataSources\"", json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Properties_of_an_older_service_are_those_of_a_new_secret()
    {
        await using var shell = await StartAsync();
        shell.Service.Rest.On($"GET {Secrets}/some-name", Answers.Secret("some-name", 3));
        (await shell.RunAsync("secrets", "properties", "--name", "some-name")).Succeeds("""
            PROPERTY     VALUE
            name         some-name
            environment  default
            version      3
            description  -
            owner        -
            tags         -
            sensitive    yes
            expires      -
            created      2026-01-02 03:04:05Z by test-user
            updated      2026-02-03 04:05:06Z by test-user
            last read    -

            """);
        Assert.Empty(shell.Service.Rest.Bodies);
    }

    [Fact]
    public async Task What_expires_soon_or_has_expired_is_warned_of_beside_the_list()
    {
        await using var shell = await StartAsync();
        var soon = TimeProvider.System.GetUtcNow().AddDays(13);
        shell.Service.Rest.On($"GET {Secrets}", Answers.Items(
            Expiring("gone-one", "2026-01-31T00:00:00Z"), Expiring("near-one", $"{soon:yyyy-MM-dd}T00:00:00Z"), Expiring("far-one", "2999-01-01T00:00:00Z")));
        var ran = await shell.RunAsync("secrets", "list");
        Assert.Equal(
            $"Warning: 'gone-one' has expired on 2026-01-31. Set a new value and '--expires'.\nWarning: 'near-one' expires on {soon:yyyy-MM-dd}. Set a new value and '--expires'.\n",
            ran.Error);
        Assert.Equal("", (await shell.RunAsync("secrets", "list", "--output", "json")).Error);

        static string Expiring(string name, string expiry) => Answers.Secret(name, 1).TrimEnd('}', '\n', ' ') + $",\"expiresAt\":\"{expiry}\"}}";
    }

    [Fact]
    public async Task An_import_shows_the_names_that_its_keys_become()
    {
        await using var shell = await StartAsync();
        shell.Service.Rest.On(
            $"POST {Secrets}/import",
            """{"applied":false,"items":[{"name":"aws-api-key","change":"created","version":1},{"name":"token","change":"updated","version":4}]}""");
        shell.Input = Encoding.UTF8.GetBytes("# comment\nexport AWS_API_KEY = 'a # b' # comment\nTOKEN=\"two\nlines \\n \\\" \\$ \\x\"\n");
        var ran = await shell.RunAsync("secrets", "import", "--file", "-", "--dry-run");
        Assert.Equal("""
            KEY          NAME         CHANGE   VERSION
            AWS_API_KEY  aws-api-key  created  1
            TOKEN        token        updated  4

            """, ran.Output);
        Assert.Equal("A dry run: nothing was changed.\n", ran.Error);
        Assert.True(shell.Service.Rest.Bodies.TryDequeue(out var body));
        Assert.True((bool)body!["dryRun"]!);
        Assert.Equal(["a # b", "two\nlines \n \" $ \\x"], body["secrets"]!.AsArray().Select(s => (string?)s!["value"]));
        Assert.Equal(["aws-api-key", "token"], body["secrets"]!.AsArray().Select(s => (string?)s!["name"]));
    }

    [Theory]
    [InlineData("A_B=1\na-b=2\n", "dotenv", "Error: A_B and a-b both become 'a-b'. Nothing was changed.")]
    [InlineData("A=1\nhunter2\n", "dotenv", "Error: Line 2 of the file is not KEY=value.")]
    [InlineData("A=1\n\nB='hunter2\n", "dotenv", "Error: Line 3 of the file opens a quote that is never closed.")]
    [InlineData("A='x'hunter2\n", "dotenv", "Error: Line 1 of the file goes on behind the closing quote.")]
    [InlineData("# nothing\n", "dotenv", "Error: The file has no secrets.")]
    [InlineData("{\"a\":\"x\",\"b\":7}", "json", "Error: Value 2 of the file is not a text in quotes.")]
    [InlineData("{\"a\":\"hunter2", "json", "Error: The file is not a JSON object of names and texts.")]
    [InlineData("[]", "json", "Error: The file is not a JSON object of names and texts.")]
    [InlineData("{\"a\":\"\\ud800\"}", "json", "Error: The file is not a JSON object of names and texts.")]
    public async Task A_file_that_is_not_understood_is_refused_before_anything_is_sent(string text, string format, string message)
    {
        await using var shell = await StartAsync();
        shell.Input = Encoding.UTF8.GetBytes(text);
        (await shell.RunAsync("secrets", "import", "--file", "-", "--format", format)).Fails(1, message);
        Assert.Empty(shell.Service.Rest.Bodies);
    }

    [Theory]
    [InlineData("dotenv")]
    [InlineData("json")]
    public async Task What_is_exported_is_imported_exactly(string format)
    {
        string[] values =
        [
            "", "plain", " spaces ", "'single'", "\"double\"", "'both\"", "back\\slash", "'\\n'", "$HOME ${X} `x`", "# no comment", "a=b", "two\nlines\n",
            "crlf\r\n'", "\ttab", "ünïcødé \U0001F511", "\\", "'\\", "{\"json\": true}", "\u0000",
        ];
        await using var shell = await StartAsync();
        shell.Service.Rest.On($"GET {Secrets}", Answers.Items([.. values.Select((_, i) => Answers.Secret($"secret-{i}", 1))]));
        shell.Service.Rest.On($"POST {Secrets}/import", """{"applied":true,"items":[]}""");
        for (var i = 0; i < values.Length; i++)
        {
            shell.Service.Secrets[$"secret-{i}"] = values[i];
        }

        var file = shell.Scene.Home["export"];
        var ran = await shell.RunAsync("secrets", "export", "--file", file, "--format", format);
        Assert.Equal(("", 0), (ran.Output, ran.ExitCode));
        Assert.Equal($"Warning: {values.Length} values in plain text in '{file}'. Keep them from others, and delete them soon.\n", ran.Error);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        (await shell.RunAsync("secrets", "export", "--file", file, "--format", format)).Fails(1, $"Error: '{file}' is there already. Name a new file.");
        Assert.Equal(await File.ReadAllTextAsync(file), (await shell.RunAsync("secrets", "export", "--file", "-", "--format", format)).Output);

        Assert.Equal(0, (await shell.RunAsync("secrets", "import", "--file", file, "--format", format)).ExitCode);
        Assert.True(shell.Service.Rest.Bodies.TryDequeue(out var body));
        Assert.Equal(values, body!["secrets"]!.AsArray().Select(s => (string)s!["value"]!));
        Assert.Equal(values.Select((_, i) => $"secret-{i}"), body["secrets"]!.AsArray().Select(s => (string)s!["name"]!));
    }

    private static async Task<Shell> StartAsync()
    {
        var shell = await Shell.StartAsync();
        shell.Service.Rest.On("GET /api/v1/whoami", Answers.WhoAmI);
        return shell;
    }
}
