using System.Globalization;
using Grpc.Core;

namespace Qwak.Clients.Connection;

/// <summary>Awaits one attempt of a unary call.</summary>
internal static class GrpcCall
{
    public static async Task<T> AnswerAsync<T>(AsyncUnaryCall<T> call, CancellationToken cancellationToken) =>
        (await AnswerWithTrailersAsync(call, cancellationToken).ConfigureAwait(false)).Answer;

    /// <summary>The answer with what the service says beside it.</summary>
    public static async Task<(T Answer, Metadata Trailers)> AnswerWithTrailersAsync<T>(
        AsyncUnaryCall<T> call, CancellationToken cancellationToken)
    {
        using (call)
        {
            try
            {
                return (await call.ResponseAsync.ConfigureAwait(false), call.GetTrailers());
            }
            catch (RpcException e)
            {
                // A cancellation of ours comes back as a status like any other.
                cancellationToken.ThrowIfCancellationRequested();
                throw FailureOf(e);
            }
        }
    }

    public static ServiceFailure FailureOf(RpcException e)
    {
        // Not the service's words: the library has put a status on what happened below it, INTERNAL for a broken connection.
        switch (e.Status.DebugException)
        {
            case HttpRequestException or IOException:
                return TransportFailure.From(e.Status.DebugException);
            case OperationCanceledException timeout:
                return TransportFailure.ConnectTimeout(timeout);
        }

        return new ServiceFailure(
            e.StatusCode,
            e.Trailers.GetValue("x-qwak-code") is { Length: > 0 } code ? code : Statuses.CodeOf(e.StatusCode),
            Printable.Text(e.Status.Detail),
            e)
        {
            Transient = Statuses.IsTransient(e.StatusCode),
            RetryAfter = Hint(e.Trailers),
        };
    }

    private static TimeSpan? Hint(Metadata trailers) =>
        Number(trailers.GetValue("grpc-retry-pushback-ms")) is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds)
        : Number(trailers.GetValue("retry-after")) is { } seconds ? TimeSpan.FromSeconds(seconds)
        : null;

    private static int? Number(string? text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}
