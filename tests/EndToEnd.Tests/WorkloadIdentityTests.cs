using Qwak.Connectors.Tests.Support;
using Qwak.Core.Tests.Identity;
using Qwak.EndToEnd.Tests.Builds;
using Qwak.EndToEnd.Tests.Processes;

namespace Qwak.EndToEnd.Tests;

/// <summary>A job of a CI system reads a secret with the command and no API key.</summary>
public sealed class WorkloadIdentityTests
{
    [Fact]
    public async Task A_job_reads_a_secret_with_its_platforms_token_and_nothing_else()
    {
        TestIssuer issuer = null!;
        await using var keys = await HttpsServer.StartAsync(http => Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(http.Response, issuer.Jwks()));
        using (issuer = new TestIssuer("https://ci.example.com"))
        {
            await using var server = new ServerProcess();
            await server.StartAsync("--allow-loopback-issuers");
            var authority = Path.Combine(server.Folder, "issuer-ca.pem");
            await File.WriteAllTextAsync(authority, TestCertificates.Roots.ExportCertificatePems());
            var admin = Variables(server, "QWAK_API_KEY", server.AdminKey);
            await GoodAsync(server, admin, "secrets", "set", "--name", "db-password", "--value", "of-the-job");
            await GoodAsync(server, admin, "admin", "service-accounts", "create", "--user-id", "trainer");
            await GoodAsync(server, admin, "admin", "roles", "grant", "--user-id", "trainer", "--role", "reader", "--environment-name", "*");
            var created = await GoodAsync(
                server, admin, "admin", "identity-providers", "create", "--name", "ci", "--issuer", issuer.Url, "--audience", TestIssuer.Audience,
                "--jwks-url", $"https://localhost:{keys.Port}/keys", "--ca-file", authority);
            Assert.Contains("it needs a rule before a token of it is taken", created, StringComparison.Ordinal);
            await GoodAsync(
                server, admin, "admin", "identity-rules", "create", "--name", "models-main", "--provider", "ci", "--service-account", "trainer",
                "--claim", "repository=acme/models", "--claim", "ref=refs/heads/*");
            Assert.Contains("https://ci.example.com", await GoodAsync(server, admin, "admin", "identity-providers", "list"), StringComparison.Ordinal);
            Assert.Contains("ref=refs/heads/*, repository=acme/models", await GoodAsync(server, admin, "admin", "identity-rules", "list"), StringComparison.Ordinal);

            // Each command is a process of its own: the second goes on with the access token that the first one kept.
            var file = Path.Combine(server.Folder, "token");
            await File.WriteAllTextAsync(file, issuer.Token(TimeProvider.System.GetUtcNow()) + "\n");
            var job = Variables(server, "QWAK_OIDC_TOKEN_FILE", file);
            Assert.Equal("of-the-job\n", await GoodAsync(server, job, "secrets", "get", "--name", "db-password"));
            Assert.Equal("of-the-job\n", await GoodAsync(server, job, "secrets", "get", "--name", "db-password"));
            var denied = await RunAsync(server, job, "secrets", "set", "--name", "db-password", "--value", "other");
            Assert.NotEqual(0, denied.ExitCode);

            // Model code in Python, with a token of its own.
            var model = Variables(server, "QWAK_OIDC_TOKEN", issuer.Token(TimeProvider.System.GetUtcNow()));
            model["PYTHONPATH"] = Path.Combine(Repository.Root, "clients", "python");
            model["QWAK_HOME"] = Path.Combine(server.Folder, "model");
            for (var i = 0; i < 2; i++)
            {
                var read = await Command.RunAsync("/usr/bin/python3", ["-B", "-c", PythonRead], model);
                Assert.True(read is { ExitCode: 0, Output: "of-the-job\n" }, read.Error + read.Output);
            }

            // By a variable, as GitLab gives it; a token that was exchanged is of no use to another machine.
            var token = issuer.Token(TimeProvider.System.GetUtcNow(), "ES256");
            Assert.Equal("of-the-job\n", await GoodAsync(server, Variables(server, "QWAK_OIDC_TOKEN", token), "secrets", "get", "--name", "db-password"));
            var elsewhere = Variables(server, "QWAK_OIDC_TOKEN", token);
            elsewhere["QWAK_HOME"] = Path.Combine(server.Folder, "elsewhere");
            var replayed = await RunAsync(server, elsewhere, "secrets", "get", "--name", "db-password");
            Assert.NotEqual(0, replayed.ExitCode);
            Assert.Contains("Failed to login with the OIDC token, error is The token was not accepted.", replayed.Error, StringComparison.Ordinal);
            Assert.DoesNotContain(token, replayed.Output + replayed.Error + server.Process.Output + server.Process.Error, StringComparison.Ordinal);

            await GoodAsync(server, admin, "admin", "identity-rules", "delete", "--name", "models-main");
            Assert.NotEqual(0, (await RunAsync(server, job, "secrets", "get", "--name", "db-password")).ExitCode);
            await GoodAsync(server, admin, "admin", "identity-providers", "delete", "--name", "ci");
            Assert.Contains("token_replayed", server.Process.Output + server.Process.Error, StringComparison.Ordinal);

            // What strangers are refused is recorded once a second.
            Assert.True(await BuildScene.BecomesTrueAsync(
                async () => (await GoodAsync(server, admin, "audit", "list", "--action", "workload.authenticate")).Contains("token_replayed", StringComparison.Ordinal), 10));
        }
    }

    private const string PythonRead = "from qwak.clients.secret_service import SecretServiceClient as C; print(C().get_secret('db-password'))";

    private static Dictionary<string, string> Variables(ServerProcess server, string name, string value) => new()
    {
        ["QWAK_URL"] = server.Url, ["QWAK_CA_FILE"] = server.CaFile, ["QWAK_HOME"] = server.Folder, [name] = value,
    };

    private static async Task<string> GoodAsync(ServerProcess server, IReadOnlyDictionary<string, string> variables, params string[] arguments)
    {
        var finished = await RunAsync(server, variables, arguments);
        Assert.True(finished.ExitCode == 0, $"{string.Join(' ', arguments)}: {finished.Output}{finished.Error}");
        return finished.Output;
    }

    private static Task<Finished> RunAsync(ServerProcess server, IReadOnlyDictionary<string, string> variables, params string[] arguments) =>
        Command.RunAsync(Programs.Cli, arguments, variables, server.Folder);
}
