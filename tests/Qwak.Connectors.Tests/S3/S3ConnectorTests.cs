using Qwak.Connectors.Network;
using Qwak.Connectors.Tests.Support;
using Qwak.FeatureStore.DataSources;

namespace Qwak.Connectors.Tests.S3;

public sealed class S3ConnectorTests : S3Tests
{
    private static readonly byte[] Rows = "id,name\n1,one\n2,two\n"u8.ToArray();

    [Theory]
    [InlineData("s3://")]
    [InlineData("s3a://")]
    public async Task A_file_is_read_with_exactly_the_stored_keys(string scheme)
    {
        await PutAsync("a b+c ☃.csv", Rows);

        var sample = await User.SampleAsync(new CsvSource("files", "", "id", $"{scheme}{S3Server.Bucket}/{Folder}/a b+c ☃.csv", filesystemConfiguration: Login));

        Assert.Equal([["1", "one"], ["2", "two"]], sample.Rows);
    }

    [Fact]
    public async Task A_session_token_goes_with_the_keys()
    {
        await PutAsync("rows.csv", Rows);
        Front.SessionToken = User.Canaries["session-token"] = Canaries.NewUser();
        var login = new AwsS3FileSystemConfiguration("access-key", "secret-key", S3Server.Bucket, "session-token");
        CsvSource source = new("files", "", "id", Path("rows.csv"), filesystemConfiguration: login);

        Assert.Equal(2, (await User.SampleAsync(source)).Rows.Count);

        User.Canaries["session-token"] = Canaries.NewUser();
        await User.FailAsync(ConnectorFailure.Login, source);
    }

    [Fact]
    public async Task A_public_bucket_is_read_without_a_login_and_another_is_not()
    {
        await S3Server.Instance.PutAsync($"{Folder}/rows.csv", Rows, bucket: S3Server.PublicBucket);
        await PutAsync("rows.csv", Rows);

        var open = new CsvSource("files", "", "id", $"s3://{S3Server.PublicBucket}/{Folder}/rows.csv", filesystemConfiguration: new AnonymousS3Configuration());
        Assert.Equal(2, (await User.SampleAsync(open)).Rows.Count);
        await User.FailAsync(ConnectorFailure.Permission, new CsvSource("files", "", "id", Path("rows.csv"), filesystemConfiguration: new AnonymousS3Configuration()));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(301)]
    [InlineData(307)]
    public async Task A_bucket_of_another_region_is_found_there(int status)
    {
        await PutAsync("rows.csv", Rows);
        (Front.Region, Front.RegionStatus) = ("eu-central-1", status);
        User.Key = new SourceKey("source", "1");

        Assert.Equal(2, (await User.SampleAsync(Csv("rows.csv"))).Rows.Count);
        var asked = Front.Requests.Count;
        Assert.Equal(2, (await User.SampleAsync(Csv("rows.csv"))).Rows.Count);
        Assert.Equal(asked - 1, Front.Requests.Count - asked);
    }

    [Theory]
    [InlineData("eu-central-1.evil.example.com")]
    [InlineData("evil@x-1")]
    public async Task A_region_that_is_no_name_of_one_is_not_taken(string region)
    {
        await PutAsync("rows.csv", Rows);
        Front.Region = region;

        await User.FailAsync(ConnectorFailure.Login, Csv("rows.csv"));
        Assert.Single(Front.Requests);
    }

    [Fact]
    public async Task A_folder_is_read_file_by_file_without_what_writers_keep_for_themselves()
    {
        await PutAsync("table/part-1.csv", "id\n1\n"u8.ToArray());
        await PutAsync("table/part-2.csv", "id\n2\n"u8.ToArray());
        await PutAsync("table/_SUCCESS", "x"u8.ToArray());
        await PutAsync("table/.crc", "x"u8.ToArray());

        Assert.Equal([["1"], ["2"]], (await User.SampleAsync(Csv("table"))).Rows);
        Assert.Equal([["1"], ["2"]], (await User.SampleAsync(Csv("table/"))).Rows);
        Assert.Equal([["1"]], (await User.SampleAsync(Csv("table/"), rows: 1)).Rows);

        await PutAsync("table/part-3.csv", "other\n3\n"u8.ToArray());
        Assert.Contains("part-3.csv", (await User.FailAsync(ConnectorFailure.Column, Csv("table/"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_access_key_and_a_wrong_secret_key_are_told()
    {
        await PutAsync("rows.csv", Rows);
        var secretKey = User.Canaries["secret-key"];
        User.Canaries["secret-key"] = Canaries.NewPassword();
        Assert.Equal("SignatureDoesNotMatch", (await User.FailAsync(ConnectorFailure.Login, Csv("rows.csv"))).Code);
        User.Canaries["secret-key"] = secretKey;
        User.Canaries["access-key"] = Canaries.NewUser();
        Assert.Equal("InvalidAccessKeyId", (await User.FailAsync(ConnectorFailure.Login, Csv("rows.csv"))).Code);
    }

    [Fact]
    public async Task A_missing_bucket_file_and_folder_and_a_missing_permission_are_told()
    {
        await PutAsync("rows.csv", Rows);
        await PutAsync("empty.csv", []);
        await PutAsync("forbidden.csv", Rows);
        var elsewhere = new AwsS3FileSystemConfiguration("access-key", "secret-key", "no-such-bucket");

        await User.FailAsync(ConnectorFailure.Database, new CsvSource("files", "", "id", "s3://no-such-bucket/rows.csv", filesystemConfiguration: elsewhere));
        await User.FailAsync(ConnectorFailure.Table, Csv("no-such-file.csv"));
        await User.FailAsync(ConnectorFailure.Table, Csv("no-such-folder/"));
        await User.FailAsync(ConnectorFailure.Table, Csv("empty.csv"));
        await User.FailAsync(ConnectorFailure.Permission, Csv("forbidden.csv"));
        await User.FailAsync(ConnectorFailure.Column, new CsvSource("files", "", "created", Path("rows.csv"), filesystemConfiguration: Login));
    }

    [Fact]
    public async Task A_slow_answer_ends_with_its_time_and_a_cancelled_use_as_cancelled()
    {
        await PutAsync("slow.csv", Rows);
        User.Connections = new DataSourceConnections(new ConnectorLimits { Time = TimeSpan.FromSeconds(1) }, TimeProvider.System);
        await User.FailAsync(ConnectorFailure.Timeout, Csv("slow.csv"));

        User.Connections = new DataSourceConnections(ConnectorLimits.Default, TimeProvider.System);
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => User.SampleAsync(Csv("slow.csv"), cancellationToken: cancellation.Token));

        for (var tries = 0; Front.Ended < 2 && tries < 100; tries++)
        {
            await Task.Delay(50);
        }

        Assert.Equal(2, Front.Ended);
    }

    [Fact]
    public async Task A_connection_that_breaks_is_told_and_the_next_use_works()
    {
        await PutAsync("broken.csv", [.. "id\n"u8, .. Enumerable.Repeat((byte)'1', 1 << 20)]);
        await PutAsync("rows.csv", Rows);
        User.Key = new SourceKey("source", "1");

        await User.FailAsync(ConnectorFailure.Connection, Csv("broken.csv"));
        User.Key = new SourceKey("source", "2");
        Assert.Equal(2, (await User.SampleAsync(Csv("rows.csv"))).Rows.Count);
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("file:///etc/passwd")]
    [InlineData("http://features/rows.csv")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    [InlineData("gs://features/rows.csv")]
    [InlineData("s3n://features/rows.csv")]
    [InlineData("S3://features/rows.csv")]
    [InlineData("s3://features")]
    [InlineData("s3://features/")]
    [InlineData("s3:///rows.csv")]
    [InlineData("s3://evil.example.com:8443/rows.csv")]
    [InlineData("s3://user:password@features/rows.csv")]
    [InlineData("s3://features?endpoint=https://evil.example.com/rows.csv")]
    [InlineData("s3://features#.evil.example.com/rows.csv")]
    [InlineData("s3://arn:aws:s3:us-east-1:123456789012:accesspoint/evil")]
    [InlineData("s3://features/rows\r\nHost: evil.example.com")]
    [InlineData("s3://other-bucket/rows.csv")]
    public async Task A_path_that_is_no_file_of_the_bucket_is_refused(string path)
    {
        await User.FailAsync(ConnectorFailure.Definition, new CsvSource("files", "", "id", path, filesystemConfiguration: Login));
        await User.FailAsync(ConnectorFailure.Definition, new ParquetSource("files", "", "id", path, Login));
        Assert.Empty(Front.Requests);
    }

    [Theory]
    [InlineData("../../other-bucket/rows.csv")]
    [InlineData("x?list-type=2&prefix=")]
    [InlineData("%2e%2e/%2e%2e/rows.csv")]
    public async Task A_key_is_not_resolved_decoded_or_cut_off(string key)
    {
        await Assert.ThrowsAsync<ConnectorException>(() => User.SampleAsync(Csv(key)));

        Assert.All(Front.Requests, request => Assert.StartsWith($"GET /{S3Server.Bucket}", request, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_machines_own_configuration_names_no_endpoint_and_no_login()
    {
        await PutAsync("rows.csv", Rows);
        string[] names = ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "HTTPS_PROXY"];
        try
        {
            Array.ForEach(names, name => Environment.SetEnvironmentVariable(name, "https://evil.invalid"));

            Assert.Equal(2, (await User.SampleAsync(Csv("rows.csv"))).Rows.Count);
            User.Policy = SourceUser.Loopback;
            Assert.Contains("features.s3.us-east-1.amazonaws.com:443", (await User.FailAsync(ConnectorFailure.RefusedDestination, Csv("rows.csv"))).Message, StringComparison.Ordinal);
        }
        finally
        {
            Array.ForEach(names, name => Environment.SetEnvironmentVariable(name, null));
        }
    }

    [Fact]
    public async Task A_stranger_is_not_dialled_by_a_redirect()
    {
        await PutAsync("rows.csv", Rows);
        var dialled = 0;
        await using var stranger = await HttpsServer.StartAsync(_ =>
        {
            dialled++;
            return Task.CompletedTask;
        });
        Front.Redirect = $"https://localhost:{stranger.Port}";
        User.Destinations = ["localhost:*"];

        await User.FailAsync(ConnectorFailure.RefusedDestination, Csv("rows.csv"));
        Assert.Equal(0, dialled);
    }

    [Fact]
    public async Task A_destination_outside_the_binding_or_of_this_machine_or_a_cloud_is_refused()
    {
        await PutAsync("rows.csv", Rows);
        User.Destinations = [$"localhost:{Front.Port + 1}"];
        await User.FailAsync(ConnectorFailure.RefusedDestination, Csv("rows.csv"));
        User.Destinations = ["*:*"];
        User.Policy = NetworkPolicy.Strict with { S3Endpoint = Front.Endpoint };
        await User.FailAsync(ConnectorFailure.RefusedDestination, Csv("rows.csv"));
        User.Policy = SourceUser.Loopback with { S3Endpoint = new Uri("https://169.254.169.254") };
        await User.FailAsync(ConnectorFailure.RefusedDestination, Csv("rows.csv"));
        User.Policy = SourceUser.Loopback with { S3Endpoint = new Uri("https://no-such-host.invalid") };
        await User.FailAsync(ConnectorFailure.NameResolution, Csv("rows.csv"));
        User.Policy = SourceUser.Loopback with { S3Endpoint = new Uri($"https://localhost:{Ports.Free()}") };
        await User.FailAsync(ConnectorFailure.Connection, Csv("rows.csv"));
    }

    [Fact]
    public async Task Certificates_are_verified()
    {
        await PutAsync("rows.csv", Rows);
        User.Destinations = ["localhost:*", "127.0.0.1:*"];
        User.Policy = User.Policy with { S3Endpoint = new Uri($"https://127.0.0.1:{Front.Port}") };
        await User.FailAsync(ConnectorFailure.Tls, Csv("rows.csv"));
        User.Policy = SourceUser.Loopback with { S3Endpoint = Front.Endpoint, TrustedRoots = TestCertificates.OtherRoots };
        await User.FailAsync(ConnectorFailure.Tls, Csv("rows.csv"));
    }

    [Fact]
    public async Task Forms_of_a_login_that_no_connector_has_are_told()
    {
        await User.FailAsync(ConnectorFailure.Unsupported, new CsvSource("files", "", "id", Path("rows.csv"), filesystemConfiguration: new AwsS3AssumeRoleFileSystemConfiguration("arn:aws:iam::1:role/reader")));
        await User.FailAsync(ConnectorFailure.Unsupported, new CsvSource("files", "", "id", Path("rows.csv")));
        await User.FailAsync(ConnectorFailure.Unsupported, new ParquetSource("files", "", "id", Path("rows.parquet"), new GcpGcsUnauthenticated()));
    }
}
