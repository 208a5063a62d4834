using System.Net.Http.Headers;
using Google.Protobuf.Reflection;
using Qwak.Core.Access;
using Qwak.Server.Tests.Service;
using Qwak.Tests.Fuzzing;
using Qwak.Wire.Authentication;
using Qwak.Wire.Ecosystem;

namespace Qwak.Server.Tests.BadInput;

/// <summary>Messages and bodies, altered at random, through both doors: served or refused for good, never a fault or a reason to repeat.</summary>
public sealed class FuzzTests
{
    private static readonly ServiceDescriptor[] Services =
    [
        Wire.Edge.SecretService.Descriptor, Wire.Admiral.SecretService.Descriptor, AuthenticationService.Descriptor, QwakEcosystemRuntime.Descriptor,
    ];

    private static readonly List<string> Methods =
        [.. Services.SelectMany(service => service.Methods.Select(method => $"/{service.FullName}/{method.Name}"))];

    private static readonly (string Method, string Path)[] Bodies =
    [
        ("POST", "/api/v1/authentication/qwak-api-key"), ("PUT", "/api/v1/environments/default/secrets/some-name"), ("POST", "/api/v1/environments"),
        ("POST", "/api/v1/api-keys"), ("POST", "/api/v1/access-tokens"), ("PUT", "/api/v1/role-assignments/someone/default"),
    ];

    [Fact]
    public async Task An_altered_message_is_served_or_refused_for_good()
    {
        await using var server = await StartAsync();
        foreach (var message in Mutations.Of(Mutations.Corpus("messages.txt"), FullRun.Count(300, 20_000), seed: 5))
        {
            foreach (var method in Methods)
            {
                var answer = await RawGrpc.SendAsync(server.Admin, method, RawGrpc.Frame(message));

                // OK, INVALID_ARGUMENT, NOT_FOUND, FAILED_PRECONDITION, UNAUTHENTICATED.
                Assert.True(answer.GrpcStatus is "0" or "3" or "5" or "9" or "16", $"{method} {Mutations.Show(message)}: {answer}");
            }
        }
    }

    [Fact]
    public async Task An_altered_body_is_served_or_refused_for_good()
    {
        await using var server = await StartAsync();
        foreach (var body in Mutations.Of(Mutations.Corpus("bodies.txt"), FullRun.Count(300, 20_000), seed: 6))
        {
            foreach (var (method, path) in Bodies)
            {
                var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
                var answer = await server.Admin.SendAsync(new HttpMethod(method), path, content);
                Assert.True(answer.Status < 500, $"{method} {path} {Mutations.Show(body)}: {answer.Status} {answer.Text}");
            }
        }
    }

    private static Task<ServerFixture> StartAsync() =>
        ServerFixture.StartAsync(failedLogins: new FailedLoginOptions { PerAddress = 1_000_000, PerKey = 1_000_000 });
}
