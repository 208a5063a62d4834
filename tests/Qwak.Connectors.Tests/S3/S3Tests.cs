using Qwak.Connectors.Tests.Support;
using Qwak.FeatureStore.DataSources;

namespace Qwak.Connectors.Tests.S3;

/// <summary>What tests of files in S3 share: a user whose secrets hold the keys, and a server of its own before s3rver.</summary>
public abstract class S3Tests : IAsyncLifetime
{
    private protected SourceUser User { get; } = new();

    private protected S3Front Front { get; private set; } = null!;

    private protected AwsS3FileSystemConfiguration Login { get; } = new("access-key", "secret-key", S3Server.Bucket);

    /// <summary>A folder of this test's own.</summary>
    private protected string Folder { get; } = Canaries.NewUser();

    public async ValueTask InitializeAsync()
    {
        User.Canaries["access-key"] = S3Server.Instance.AccessKey;
        User.Canaries["secret-key"] = Canaries.NewPassword();
        Front = await S3Front.StartAsync(User.Canaries["secret-key"]);
        User.Policy = SourceUser.Loopback with { S3Endpoint = Front.Endpoint };
        User.Destinations = [$"localhost:{Front.Port}"];
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await User.DisposeAsync();
        await Front.DisposeAsync();
    }

    private protected Task PutAsync(string name, byte[] content) => S3Server.Instance.PutAsync($"{Folder}/{name}", content);

    private protected string Path(string name) => $"s3://{S3Server.Bucket}/{Folder}/{name}";

    private protected CsvSource Csv(string name, string quote = "\"", string escape = "\"") => new("files", "", "id", Path(name), quote, escape, Login);

    private protected ParquetSource Parquet(string name, string dateColumn = "id") => new("files", "", dateColumn, Path(name), Login);
}
