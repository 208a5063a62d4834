using System.Globalization;
using System.Net;
using Grpc.Core;
using Qwak.Core.Access;
using Qwak.Server.Tests.Service;
using Qwak.Wire.Authentication;

namespace Qwak.Server.Tests.Doors;

/// <summary>Who fails to log in too often is told when to come back, at both doors; others are let in.</summary>
public sealed class FailedLoginTests
{
    [Fact]
    public async Task Too_many_failed_logins_are_429_and_resource_exhausted_with_the_time_to_wait()
    {
        await using var server = await ServerFixture.StartAsync(failedLogins: new FailedLoginOptions { PerAddress = 20, PerKey = 5 });
        var other = await server.NewUserAsync();
        var guess = ApiKeyText.New(ApiKeyText.Id(server.AdminKey)!);
        for (var i = 0; i < 5; i++)
        {
            (await RestAsync(server, guess)).Expect(HttpStatusCode.Unauthorized, QwakErrorCodes.Unauthenticated);
        }

        var rest = (await RestAsync(server, guess)).Expect(HttpStatusCode.TooManyRequests, QwakErrorCodes.RateLimited);
        Assert.InRange(rest.Response.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(20));
        var grpc = await Refused.WithAsync(StatusCode.ResourceExhausted, QwakErrorCodes.RateLimited, GrpcAsync(server, guess));
        Assert.InRange(int.Parse(grpc.Trailers.GetValue("retry-after")!, CultureInfo.InvariantCulture), 1, 20);

        // What was found wrong was one key: a new one is let in from the same address, and so are those that were in before.
        await server.NewUserAsync();
        for (var i = 0; i < 20; i++)
        {
            await RestAsync(server, "nonsense");
        }

        (await RestAsync(server, "nonsense")).Expect(HttpStatusCode.TooManyRequests, QwakErrorCodes.RateLimited);
        await Refused.WithAsync(StatusCode.ResourceExhausted, QwakErrorCodes.RateLimited, GrpcAsync(server, "nonsense"));
        (await RestAsync(server, other.ApiKey)).Expect(HttpStatusCode.OK);
        Assert.NotEmpty((await GrpcAsync(server, server.AdminKey)).AccessToken);
    }

    private static Task<RestAnswer> RestAsync(ServerFixture server, string key) =>
        server.Stranger.PostAsync("/api/v1/authentication/qwak-api-key", new { qwakApiKey = key });

    private static AsyncUnaryCall<AuthenticateResponse> GrpcAsync(ServerFixture server, string key) =>
        server.Stranger.Authentication.AuthenticateAsync(new() { QwakApiKeyMethod = new QwakApiKeyMethod { QwakApiKey = key } });
}
