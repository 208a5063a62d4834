using System.Globalization;
using Grpc.Core;
using Qwak.Core;
using Qwak.Core.Secrets;

namespace Qwak.Server.Grpc;

/// <summary>Compare-and-set on the gRPC doors, whose messages have no field for it: a header asks, trailers answer.</summary>
internal static class ExpectedVersions
{
    private const string Header = "x-qwak-expected-version";
    private const string VersionTrailer = "x-qwak-version";
    private const string UnchangedTrailer = "x-qwak-unchanged";

    /// <summary>The version that must be the current one; null when the caller does not say.</summary>
    /// <exception cref="RpcException">INVALID_ARGUMENT: it is not a number.</exception>
    public static int? ExpectedVersion(this ServerCallContext call)
    {
        if (call.RequestHeaders.GetValue(Header) is not { } text)
        {
            return null;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : throw Statuses.Exception(
                new Refusal(RefusalCode.InvalidValue, $"{Header} is the number of a version, or 0 for none."), call.GetHttpContext());
    }

    public static void Tell(this ServerCallContext call, SetSecretResult result)
    {
        call.ResponseTrailers.Add(VersionTrailer, result.Properties.Version.ToString(CultureInfo.InvariantCulture));
        call.ResponseTrailers.Add(UnchangedTrailer, result.Unchanged ? "true" : "false");
    }
}
