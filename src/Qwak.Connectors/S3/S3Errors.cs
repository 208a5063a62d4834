using System.Net;
using Amazon.S3;

namespace Qwak.Connectors.S3;

/// <summary>Maps S3's error codes. Its messages quote access keys and what was signed, and are not repeated.</summary>
internal static class S3Errors
{
    public static ConnectorException Of(AmazonS3Exception exception, S3Location location) => exception.ErrorCode switch
    {
        "InvalidAccessKeyId" or "SignatureDoesNotMatch" or "InvalidToken" or "ExpiredToken" or "TokenRefreshRequired" or "AuthorizationHeaderMalformed" or "InvalidSecurity" =>
            Failed(ConnectorFailure.Login, "S3 refuses the access key, the secret key or the session token", exception),
        "RequestTimeTooSkewed" => Failed(ConnectorFailure.Login, "S3 refuses the login, since the clocks of the two servers differ too much", exception),
        "NoSuchBucket" => Failed(ConnectorFailure.Database, $"The bucket '{location.Bucket}' is not there", exception),
        "NoSuchKey" => Missing(location),
        "InvalidRange" => Failed(ConnectorFailure.Table, $"'{location}' is empty", exception),
        "PreconditionFailed" => Failed(ConnectorFailure.Query, "A file changed while it was read. Try again", exception),
        "InvalidObjectState" => Failed(ConnectorFailure.Permission, $"'{location}' is archived, and has to be restored first", exception),
        _ => exception.StatusCode switch
        {
            >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest =>
                Failed(ConnectorFailure.RefusedDestination, "S3 redirects, which is not followed", exception),
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => Failed(
                ConnectorFailure.Permission,
                $"The access key may not read '{location}'. S3 says so of a missing file too, to a key that may not list the bucket", exception),
            >= HttpStatusCode.InternalServerError => Failed(ConnectorFailure.Connection, "S3 has too much to do, or failed", exception),
            _ => Failed(ConnectorFailure.Protocol, "S3 answers what is not provided for", exception),
        },
    };

    public static ConnectorException Missing(S3Location location) =>
        new(ConnectorFailure.Table, $"'{location}' is not there, neither as a file nor as a folder with files.", "NoSuchKey");

    private static ConnectorException Failed(ConnectorFailure failure, string message, AmazonS3Exception exception) =>
        new(failure, message + ".", exception.ErrorCode is { Length: > 0 and < 64 } code && code.All(char.IsAsciiLetterOrDigit) ? code : $"{(int)exception.StatusCode}");
}
