using System.Text.RegularExpressions;

namespace Qwak.Connectors.S3;

/// <summary>A file in a bucket, or the folder that a key with a slash at its end is.</summary>
internal sealed partial record S3Location(string Bucket, string Key)
{
    private static readonly string[] Schemes = ["s3://", "s3a://"];

    /// <summary>Takes a key as it stands: it is no URL, so nothing in it is decoded, cut off or resolved.</summary>
    public static S3Location Parse(string path) =>
        Array.Find(Schemes, scheme => path.StartsWith(scheme, StringComparison.Ordinal)) is { } scheme
        && path[scheme.Length..].Split('/', 2) is [var bucket, { Length: > 0 and <= 1024 } key]
        && BucketName().IsMatch(bucket) && !key.Any(char.IsControl)
            ? new S3Location(bucket, key)
            : throw new ConnectorException(
                ConnectorFailure.Definition, "The source's path is s3://BUCKET/FILE or s3://BUCKET/FOLDER/. Files of the machine and other schemes are not read.");

    public override string ToString() => $"s3://{Bucket}/{Key}";

    [GeneratedRegex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\\z")]
    private static partial Regex BucketName();
}
