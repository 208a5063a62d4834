namespace Qwak.Cli.Tests;

public sealed class AdministrationTests
{
    private const string Key = """
        {"id":"k1","user":"trainer","environment":"default","createdAt":"2026-01-02T03:04:05Z","expiresAt":"2026-03-04T05:06:07Z"}
        """;

    private const string RevokedKey = """
        {"id":"k2","user":"trainer","createdAt":"2026-01-02T03:04:05Z","revokedAt":"2026-01-03T03:04:05Z"}
        """;

    [Fact]
    public async Task A_new_key_is_alone_on_standard_output()
    {
        await using var shell = await Shell.StartAsync();
        shell.Service.Rest.On(
            "POST /api/v1/api-keys",
            """{"id":"k1","apiKey":"trainer@secret","user":"trainer","environment":"default","expiresAt":"2026-03-04T05:06:07Z"}""");
        string[] words = ["admin", "api-keys", "generate", "--user-id", "trainer", "--environment-name", "default", "--role", "reader",
            "--force", "--expires-in-days", "30"];
        var ran = await shell.RunAsync(words);
        Assert.Equal("trainer@secret\n", ran.Output);
        Assert.Equal(
            "API key k1 of 'trainer', environment 'default', expires 2026-03-04 05:06:07Z.\nIt is shown only this once:\n", ran.Error);
        var body = shell.Service.Rest.Bodies.Single()!;
        Assert.Equal(("trainer", "default", "reader"), ((string?)body["user"], (string?)body["environment"], (string?)body["role"]));
        Assert.Equal((true, 30), ((bool?)body["force"], (int?)body["expiresInDays"]));
        Assert.Contains("\"apiKey\": \"trainer@secret\"", (await shell.RunAsync([.. words, "--output", "json"])).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_are_listed_without_their_text()
    {
        await using var shell = await Shell.StartAsync();
        shell.Service.Rest.On("GET /api/v1/api-keys", Answers.Items(Key, RevokedKey));
        (await shell.RunAsync("admin", "api-keys", "list")).Succeeds("""
            ID  USER     ENVIRONMENT  CREATED               EXPIRES               REVOKED
            k1  trainer  default      2026-01-02 03:04:05Z  2026-03-04 05:06:07Z  -
            k2  trainer  -            2026-01-02 03:04:05Z  -                     2026-01-03 03:04:05Z

            """);
    }

    [Fact]
    public async Task Keys_are_revoked_by_id_or_by_user()
    {
        await using var shell = await Shell.StartAsync();
        shell.Service.Rest.On("GET /api/v1/api-keys", Answers.Items(Key, RevokedKey));
        shell.Service.Rest.On("DELETE /api/v1/api-keys/k1", "");
        (await shell.RunAsync("admin", "api-keys", "revoke", "--id", "k1")).Succeeds("API key k1 has been revoked\n");
        (await shell.RunAsync("admin", "api-keys", "revoke", "--user-id", "trainer", "--environment-name", "default"))
            .Succeeds("API key k1 has been revoked\n");
        (await shell.RunAsync("admin", "api-keys", "revoke", "--user-id", "nobody"))
            .Fails(1, "Error: 'nobody' has no such API key that is not revoked already.");
        (await shell.RunAsync("admin", "api-keys", "revoke")).Fails(2, "Error: Give either '--id' or '--user-id'.");
    }

    [Fact]
    public async Task Access_tokens()
    {
        await using var shell = await Shell.StartAsync();
        shell.Service.Rest.On(
            "POST /api/v1/access-tokens", """{"id":"t1","accessToken":"a.b.c","user":"me","expiresAt":"2026-03-04T05:06:07Z"}""");
        shell.Service.Rest.On("GET /api/v1/access-tokens", Answers.Items("""
            {"id":"t1","user":"me","description":"red\u001b[31m","createdAt":"2026-01-02T03:04:05Z","expiresAt":"2026-03-04T05:06:07Z"}
            """));
        shell.Service.Rest.On("DELETE /api/v1/access-tokens/t1", "");
        Assert.Equal("a.b.c\n", (await shell.RunAsync("admin", "access-tokens", "create", "--description", "nightly")).Output);
        (await shell.RunAsync("admin", "access-tokens", "list")).Succeeds("""
            ID  USER  ENVIRONMENT  CREATED               EXPIRES               REVOKED  DESCRIPTION
            t1  me    -            2026-01-02 03:04:05Z  2026-03-04 05:06:07Z  -        red?[31m

            """);
        (await shell.RunAsync("admin", "access-tokens", "revoke", "--id", "t1")).Succeeds("Access token t1 has been revoked\n");
    }

    [Fact]
    public async Task Roles()
    {
        await using var shell = await Shell.StartAsync();
        const string Role = """{"user":"dana","environment":"production","role":"reader"}""";
        shell.Service.Rest.On("PUT /api/v1/role-assignments/dana/production", Role);
        shell.Service.Rest.On("GET /api/v1/role-assignments", Answers.Items(Role));
        shell.Service.Rest.On("DELETE /api/v1/role-assignments/dana/production", "");
        string[] who = ["--user-id", "dana", "--environment-name", "production"];
        (await shell.RunAsync(["admin", "roles", "grant", .. who, "--role", "reader"]))
            .Succeeds("'dana' is now reader in the 'production' environment\n");
        (await shell.RunAsync("admin", "roles", "list")).Succeeds("USER  ENVIRONMENT  ROLE\ndana  production   reader\n");
        (await shell.RunAsync(["admin", "roles", "revoke", .. who]))
            .Succeeds("'dana' has no role any more in the 'production' environment\n");
        Assert.Equal(2, (await shell.RunAsync(["admin", "roles", "grant", .. who, "--role", "king"])).ExitCode);
    }

    [Fact]
    public async Task Environments()
    {
        await using var shell = await Shell.StartAsync();
        const string Production = """
            {"id":"e2","name":"production","edgeAddress":"localhost:8444","isDefault":false,"createdAt":"2026-01-02T03:04:05Z"}
            """;
        shell.Service.Rest.On("POST /api/v1/environments", Production);
        shell.Service.Rest.On("GET /api/v1/environments", Answers.Items(Production));
        (await shell.RunAsync("environments", "create", "--name", "production", "--edge-address", "localhost:8444"))
            .Succeeds("Environment 'production' created at localhost:8444\n");
        (await shell.RunAsync("environments", "list")).Succeeds("""
            NAME        EDGE ADDRESS    DEFAULT  CREATED               ID
            production  localhost:8444  -        2026-01-02 03:04:05Z  e2

            """);
    }

    [Fact]
    public async Task Audit_events()
    {
        await using var shell = await Shell.StartAsync();
        shell.Service.Rest.On("GET /api/v1/audit/events", Answers.Items("""
            {"writer":1,"sequence":7,"time":"2026-01-02T03:04:05Z","principal":"dana","action":"secret.read","environment":"default",
             "name":"some-name","version":3,"outcome":"ok","address":"127.0.0.1","requestId":"r","count":1}
            """));
        (await shell.RunAsync("audit", "list", "--limit", "5", "--principal", "dana", "--action", "secret.read", "--name", "some-name"))
            .Succeeds("""
            TIME                  PRINCIPAL  ACTION       ENVIRONMENT  NAME       VERSION  OUTCOME  ADDRESS    COUNT
            2026-01-02 03:04:05Z  dana       secret.read  default      some-name  3        ok       127.0.0.1  1

            """);
        Assert.Contains("limit=5&principal=dana&action=secret.read&name=some-name", shell.Service.Single("/events").Query, StringComparison.Ordinal);
        (await shell.RunAsync("audit", "list", "--limit", "0"))
            .Fails(2, "Error: Invalid value for '--limit': it must be a whole number from 1.");
    }

    [Fact]
    public async Task A_refusal_is_one_line_on_standard_error()
    {
        await using var shell = await Shell.StartAsync();
        shell.Service.Rest.Fail("GET /api/v1/api-keys", 403, "permission_denied", "You do not have permission to perform this action.");
        var ran = await shell.RunAsync("admin", "api-keys", "list", "--output", "json");
        ran.Fails(1, "Error: You do not have permission to perform this action.");
        Assert.Empty(ran.Output);
    }
}
