using System.Net;
using System.Text.Json;
using Qwak.Server.Tests.Service;

namespace Qwak.Server.Tests;

/// <summary>The OpenAPI document is part of the public surface: what changes it shows in the diff.</summary>
public sealed class OpenApiTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static readonly string CheckedIn = Path.Combine(Repository.Root, "docs", "openapi.json");
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task The_document_is_the_checked_in_one()
    {
        var served = (await server.Stranger.GetAsync("/openapi/v1.json")).Expect(HttpStatusCode.OK).Json;
        var text = JsonSerializer.Serialize(served, Indented).ReplaceLineEndings("\n") + "\n";
        if (Environment.GetEnvironmentVariable("QWAK_UPDATE_OPENAPI") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(CheckedIn)!);
            await File.WriteAllTextAsync(CheckedIn, text);
        }

        var expected = File.Exists(CheckedIn) ? await File.ReadAllTextAsync(CheckedIn) : "";
        Assert.True(
            text == expected,
            "docs/openapi.json is not what the service serves. If the change is meant, run the tests with QWAK_UPDATE_OPENAPI=1 and check the file in.");
    }

    [Fact]
    public async Task Only_what_anyone_may_call_needs_no_token()
    {
        var paths = (await server.Stranger.GetAsync("/openapi/v1.json")).Json.GetProperty("paths");
        var open =
            from path in paths.EnumerateObject()
            from operation in path.Value.EnumerateObject()
            where operation.Value.TryGetProperty("security", out var security) && security.GetArrayLength() == 0
            select path.Name;
        Assert.Equal(["/.well-known/jwks.json", "/api/v1/authentication/qwak-api-key", "/api/v1/token", "/health/live", "/health/ready"], open.Order());
    }
}
