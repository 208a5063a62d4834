using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Qwak.Connectors.Tests.Support;

namespace Qwak.Connectors.Tests.S3;

/// <summary>
/// What stands before s3rver: TLS, the check of the signatures, of regions and of session tokens, and the failures that a
/// test asks for by a key's name. All else is passed on to the server, and its answers are passed back.
/// </summary>
internal sealed class S3Front(string secretKey) : IAsyncDisposable
{
    private HttpsServer? _server;
    private long _sent;
    private int _ended;

    public int Port => _server!.Port;

    public Uri Endpoint => new($"https://localhost:{Port}");

    /// <summary>Bytes of files that were sent.</summary>
    public long Sent => Volatile.Read(ref _sent);

    /// <summary>Requests whose client went away before they were over.</summary>
    public int Ended => Volatile.Read(ref _ended);

    /// <summary>The region that signatures have to be for.</summary>
    public string Region { get; set; } = "us-east-1";

    /// <summary>The status of an answer for another region: Amazon's depends on the bucket's age.</summary>
    public int RegionStatus { get; set; } = 400;

    public string? SessionToken { get; set; }

    /// <summary>Where every request is sent on to.</summary>
    public string? Redirect { get; set; }

    /// <summary>What is done before a request is answered.</summary>
    public Func<HttpRequest, Task>? Before { get; set; }

    public List<string> Requests { get; } = [];

    public static async Task<S3Front> StartAsync(string secretKey)
    {
        var started = new S3Front(secretKey);
        started._server = await HttpsServer.StartAsync(started.AnswerAsync);
        return started;
    }

    public ValueTask DisposeAsync() => _server!.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        lock (Requests)
        {
            Requests.Add($"{request.Method} {target} {request.Headers.Range}");
        }

        await (Before?.Invoke(request) ?? Task.CompletedTask);
        if (Redirect is not null)
        {
            context.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
            context.Response.Headers.Location = Redirect + target;
        }
        else if (Refusal(request, target) is var (status, code, detail))
        {
            await RefuseAsync(context.Response, status, code, detail);
        }
        else if (target.Contains("slow", StringComparison.Ordinal))
        {
            await WaitAsync(context);
        }
        else
        {
            await PassAsync(context, target);
        }
    }

    private (int Status, string Code, string Detail)? Refusal(HttpRequest request, string target)
    {
        if (AwsSignature.Of(request) is not { } signature)
        {
            return target.StartsWith($"/{S3Server.PublicBucket}", StringComparison.Ordinal) ? null : (403, "AccessDenied", "Access Denied");
        }

        if (signature.AccessKey == S3Server.Instance.AccessKey && !signature.IsOf(secretKey))
        {
            return (403, "SignatureDoesNotMatch", $"<AWSAccessKeyId>{signature.AccessKey}</AWSAccessKeyId><StringToSign>{signature.StringToSign}</StringToSign>");
        }

        if (signature.Region != Region)
        {
            return RegionStatus == 400
                ? (400, "AuthorizationHeaderMalformed", $"the region '{signature.Region}' is wrong; expecting '{Region}'")
                : (RegionStatus, "PermanentRedirect", "The bucket you are attempting to access must be addressed using the specified endpoint.");
        }

        if (request.Headers["x-amz-security-token"].ToString() != (SessionToken ?? ""))
        {
            return (400, "InvalidToken", request.Headers["x-amz-security-token"].ToString());
        }

        return target.Contains("forbidden", StringComparison.Ordinal) ? (403, "AccessDenied", $"User {signature.AccessKey} is not authorized") : null;
    }

    private async Task RefuseAsync(HttpResponse response, int status, string code, string detail)
    {
        response.StatusCode = status;
        response.Headers["x-amz-bucket-region"] = Region;
        response.ContentType = "application/xml";
        await response.WriteAsync($"<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>{code}</Code><Message>{detail}</Message><RequestId>1</RequestId></Error>");
    }

    private async Task WaitAsync(HttpContext context)
    {
        try
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            Interlocked.Increment(ref _ended);
        }
    }

    private async Task PassAsync(HttpContext context, string target)
    {
        using var passed = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(target, UriKind.Relative));
        foreach (var (name, value) in context.Request.Headers.Where(header => header.Key is not "Content-Length"))
        {
            passed.Headers.TryAddWithoutValidation(name, [.. value]);
        }

        using var answer = await S3Server.Instance.Http.SendAsync(passed, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);

        // s3rver promises a byte of an empty file.
        if (answer.Content.Headers.NonValidated.TryGetValues("Content-Range", out var range) && range.ToString().EndsWith("/0", StringComparison.Ordinal))
        {
            await RefuseAsync(context.Response, 416, "InvalidRange", "The requested range is not satisfiable");
            return;
        }

        // s3rver does not look at it.
        if (context.Request.Headers.IfMatch is [{ } tag] && answer.Headers.ETag?.Tag != tag)
        {
            await RefuseAsync(context.Response, 412, "PreconditionFailed", "");
            return;
        }

        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, value) in answer.Headers.Concat(answer.Content.Headers).Where(header => header.Key is not ("Transfer-Encoding" or "Connection" or "Keep-Alive")))
        {
            context.Response.Headers[name] = value.ToArray();
        }

        await CopyAsync(await answer.Content.ReadAsStreamAsync(context.RequestAborted), context, breaks: target.Contains("broken", StringComparison.Ordinal));
    }

    private async Task CopyAsync(Stream content, HttpContext context, bool breaks)
    {
        var buffer = new byte[64 << 10];
        try
        {
            for (int read; (read = await content.ReadAsync(buffer, context.RequestAborted)) > 0;)
            {
                await context.Response.Body.WriteAsync(buffer.AsMemory(0, read), context.RequestAborted);
                Interlocked.Add(ref _sent, read);
                if (breaks && context.Response.ContentLength > 1)
                {
                    await context.Response.Body.FlushAsync(context.RequestAborted);
                    context.Abort();
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            Interlocked.Increment(ref _ended);
        }
    }
}
