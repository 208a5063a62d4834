using Microsoft.Extensions.Primitives;
using Qwak.Core;
using Qwak.Server.Api;
using Qwak.Server.Authentication;
using Qwak.Server.Grpc;
using Qwak.Server.Ui;
using Qwak.Server.Ui.Pages;

namespace Qwak.Server.Hosting;

/// <summary>All that a sealed service answers: 'unavailable', to each door in its own words, and the way back.</summary>
internal sealed class SealedDoor(Unsealing unsealing)
{
    /// <summary>Takes the seal's key as its body, and an administrator's API key as its bearer token.</summary>
    private const string UnsealPath = "/api/v1/service/unseal";

    /// <summary>A passphrase is no longer than this.</summary>
    private const int LargestKey = 8192;

    private static readonly Refusal Sealed = Refusal.Unavailable(SealSignal.Reason);

    public Task AnswerAsync(HttpContext http)
    {
        var request = http.Request;
        return http.IsGrpc() ? AnswerGrpc(http)
            : request.Path == UnsealPath && HttpMethods.IsPost(request.Method) ? UnsealAsync(http)
            : request.Path == "/health/live" ? HealthEndpoints.Live().ExecuteAsync(http)
            : request.Path == "/health/ready" ? HealthEndpoints.Unavailable(SealSignal.Reason).ExecuteAsync(http)
            : request.Path == "/" || request.Path.StartsWithSegments("/ui", StringComparison.Ordinal) ? AnswerPersonAsync(http)
            : Problems.From(Sealed, http).ExecuteAsync(http);
    }

    // The status in the headers and no message: what gRPC calls trailers-only.
    private static Task AnswerGrpc(HttpContext http)
    {
        var headers = http.Response.Headers;
        http.Response.ContentType = "application/grpc";
        headers["grpc-status"] = "14";
        headers["grpc-message"] = Uri.EscapeDataString(SealSignal.Reason);
        headers[Statuses.CodeTrailer] = Sealed.CodeText;
        headers.RetryAfter = new StringValues("1");
        return Task.CompletedTask;
    }

    private static Task AnswerPersonAsync(HttpContext http)
    {
        http.SetPageHeaders();
        var answer = UiAssets.Find(http.Request.Path) ?? http.Page<SealedPage>(StatusCodes.Status503ServiceUnavailable);
        return answer.ExecuteAsync(http);
    }

    private async Task UnsealAsync(HttpContext http)
    {
        if (await ReadAsync(http) is not { } sealKey)
        {
            await Problems.From(new Refusal(RefusalCode.InvalidValue, "Send the content of the seal's key file, or its passphrase, as the body."), http).ExecuteAsync(http);
            return;
        }

        var refusal = await unsealing.TryAsync(sealKey, BearerTokens.Of(http), http.Origin());
        await (refusal is null ? TypedResults.Ok(new Rest.SealState(IsSealed: false)) : Problems.From(refusal, http)).ExecuteAsync(http);
    }

    private static async Task<byte[]?> ReadAsync(HttpContext http)
    {
        if (http.Request.ContentLength is not (> 0 and <= LargestKey))
        {
            return null;
        }

        var key = GC.AllocateUninitializedArray<byte>((int)http.Request.ContentLength, pinned: true);
        await http.Request.Body.ReadExactlyAsync(key);
        return key;
    }
}
