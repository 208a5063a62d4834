using System.Diagnostics;
using System.Globalization;
using Qwak.Connectors.Tests.Support;

namespace Qwak.Connectors.Tests.S3;

/// <summary>npm's s3rver, once for all tests. What it lacks (TLS, signatures) stands before it: <see cref="S3Front"/>.</summary>
internal sealed class S3Server : IDisposable
{
    public const string Bucket = "features";
    public const string PublicBucket = "open-features";

    private static readonly Lazy<S3Server> Shared = new(() => new S3Server());
    private readonly string _folder = Directory.CreateTempSubdirectory("qwak-s3-").FullName;
    private readonly Process _process;

    private S3Server()
    {
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Dispose();
        (_process, var port) = NodePackages.Serve("s3rver.js", new
        {
            folder = _folder, accessKey = AccessKey, secretKey = "not-checked-there", buckets = new[] { Bucket, PublicBucket },
        });
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{int.Parse(port, CultureInfo.InvariantCulture)}") };
    }

    public static S3Server Instance => Shared.Value;

    public string AccessKey { get; } = Canaries.NewUser();

    /// <summary>To the server itself, as it listens without TLS.</summary>
    public HttpClient Http { get; }

    public async Task PutAsync(string key, byte[] content, string? encoding = null, string bucket = Bucket)
    {
        using var body = new ByteArrayContent(content);
        if (encoding is not null)
        {
            body.Headers.ContentEncoding.Add(encoding);
        }

        using var response = await Http.PutAsync(new Uri($"/{bucket}/{key}", UriKind.Relative), body);
        response.EnsureSuccessStatusCode();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }
}
