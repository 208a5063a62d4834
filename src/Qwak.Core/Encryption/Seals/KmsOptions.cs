using System.Text.RegularExpressions;

namespace Qwak.Core.Encryption.Seals;

/// <summary>A symmetric key of AWS KMS. Credentials come from where the SDK looks for them.</summary>
internal sealed partial record KmsOptions
{
    private KmsOptions(string key, string region, string account, string id, Uri? endpoint) =>
        (Key, Region, Account, Id, Endpoint) = (key, region, account, id, endpoint);

    /// <summary>ARN of the key.</summary>
    public string Key { get; }

    public string Region { get; }

    public string Account { get; }

    /// <summary>Id of the key in its account; a multi-region key has the same one in each of its regions.</summary>
    public string Id { get; }

    /// <summary>Where KMS is, when it is not at its region's own address, such as a VPC endpoint.</summary>
    public Uri? Endpoint { get; }

    /// <exception cref="StartupException">It is not a key's ARN, or the endpoint is not one.</exception>
    public static KmsOptions Parse(string key, string? endpoint)
    {
        var arn = Arn().Match(key);
        if (!arn.Success)
        {
            throw new StartupException($"'{key}' is not the ARN of a KMS key.", "Give it whole: arn:aws:kms:REGION:ACCOUNT:key/ID. An alias may be pointed elsewhere, and is not taken.");
        }

        return new KmsOptions(key, arn.Groups["region"].Value, arn.Groups["account"].Value, arn.Groups["id"].Value, endpoint is null ? null : ParseEndpoint(endpoint));
    }

    public override string ToString() => Key;

    // What is sent there is a key.
    private static Uri ParseEndpoint(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.UserInfo.Length == 0 && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
            ? uri
            : throw new StartupException($"'{text}' is not an endpoint of KMS.", "Give an https URL; http only on this machine.");

    [GeneratedRegex(@"\Aarn:aws[a-z-]{0,20}:kms:(?<region>[a-z0-9-]{1,40}):(?<account>[0-9]{12}):key/(?<id>[A-Za-z0-9-]{1,64})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Arn();
}
