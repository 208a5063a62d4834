using System.Globalization;
using Grpc.Core;

namespace Qwak.Server.Grpc;

/// <summary>
/// What the framework answers when it cannot read a message, before any method is called, is INTERNAL or UNKNOWN:
/// clients repeat the first for nothing. Here it becomes the lasting status that it is, with our code.
/// </summary>
internal static class UnreadMessages
{
    private const string StatusHeader = "grpc-status";
    private const string MessageHeader = "grpc-message";

    public static void UseUnreadMessages(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        await next(http);

        // An answer with a message has begun, and a refusal of ours has its code.
        var headers = http.Response.Headers;
        if (http.Response.HasStarted || headers.ContainsKey(Statuses.CodeTrailer)
            || !int.TryParse(headers[StatusHeader], NumberStyles.None, CultureInfo.InvariantCulture, out var status))
        {
            return;
        }

        if ((StatusCode)status is StatusCode.Internal or StatusCode.Unknown)
        {
            headers[StatusHeader] = ((int)StatusCode.InvalidArgument).ToString(CultureInfo.InvariantCulture);
            headers[MessageHeader] = "The message cannot be read: send one message of the method's type, uncompressed or gzip.";
            headers[Statuses.CodeTrailer] = QwakErrorCodes.InvalidValue;
        }
        else if ((StatusCode)status is StatusCode.ResourceExhausted)
        {
            headers[Statuses.CodeTrailer] = QwakErrorCodes.ValueTooLarge;
        }
    });
}
