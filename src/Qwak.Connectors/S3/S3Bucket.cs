using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Qwak.Connectors.Network;
using Qwak.FeatureStore.DataSources;

namespace Qwak.Connectors.S3;

/// <summary>A file as it was found: one of another tag is another file.</summary>
internal sealed record S3File(string Key, long Length, string Tag);

/// <summary>Reads a bucket with Amazon's client, in the region that the bucket turns out to be in.</summary>
internal sealed class S3Bucket : IDisposable
{
    private readonly string _name;
    private readonly FileSystemConfiguration _login;
    private readonly SourceAccess _access;
    private S3Client _client;

    public S3Bucket(string name, FileSystemConfiguration login, SourceAccess access)
    {
        (_name, _login, _access) = (name, login, access);
        _client = Connect("us-east-1");
    }

    /// <summary>The file of a key, or null when there is none. Its first byte is read: only then does S3 say what is wrong, if something is.</summary>
    public async Task<S3File?> FindAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await GetAsync(key, tag: null, 0, 0, cancellationToken);
            return new S3File(key, long.Parse(response.ContentRange.Split('/')[1], null), response.ETag);
        }
        catch (AmazonS3Exception exception) when (exception.ErrorCode == "NoSuchKey")
        {
            return null;
        }
    }

    /// <summary>The files of a folder in the order of their names, the first thousand. Those that writers keep for themselves are left out.</summary>
    public async Task<IReadOnlyList<S3File>> ListAsync(string folder, CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request { BucketName = _name, Prefix = folder };
        var response = await RunAsync(client => client.ListObjectsV2Async(request, cancellationToken));
        return [.. (response.S3Objects ?? [])
            .Where(found => found.Size > 0 && !found.Key[folder.Length..].Split('/').Any(part => part.StartsWith('_') || part.StartsWith('.')))
            .Select(found => new S3File(found.Key, found.Size ?? 0, found.ETag))];
    }

    /// <summary>The bytes from one to another, both included. The response ends with its stream.</summary>
    public async Task<GetObjectResponse> ReadAsync(S3File file, long from, long to, CancellationToken cancellationToken) =>
        await GetAsync(file.Key, file.Tag, from, to, cancellationToken);

    public void Dispose() => _client.Dispose();

    private Task<GetObjectResponse> GetAsync(string key, string? tag, long from, long to, CancellationToken cancellationToken)
    {
        var request = new GetObjectRequest { BucketName = _name, Key = key, ByteRange = new ByteRange(from, to), EtagToMatch = tag };
        return RunAsync(client => client.GetObjectAsync(request, cancellationToken));
    }

    private async Task<T> RunAsync<T>(Func<IAmazonS3, Task<T>> call)
    {
        var client = _client;
        try
        {
            return await call(client.S3);
        }
        catch (AmazonS3Exception exception) when (IsElsewhere(exception) && client.BucketRegion is { } region && region != client.Region)
        {
            // The definition cannot tell the region, the first server asked can. Its address is checked as the first one's was.
            _client = Connect(region);
            client.Dispose();
            return await call(_client.S3);
        }
    }

    private static bool IsElsewhere(AmazonS3Exception exception) =>
        exception.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.TemporaryRedirect or HttpStatusCode.BadRequest;

    private S3Client Connect(string region)
    {
        var client = new S3Client(region, _login, _access);
        var address = new Uri(client.S3.DetermineServiceOperationEndpoint(new GetObjectRequest { BucketName = _name, Key = "any" }).URL);
        try
        {
            _access.Guard.Check(new HostPort(address.Host, address.Port));
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }
}
