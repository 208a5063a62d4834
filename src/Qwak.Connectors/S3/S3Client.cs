using System.Net;
using System.Text.RegularExpressions;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Qwak.Connectors.Network;
using Qwak.FeatureStore.DataSources;

namespace Qwak.Connectors.S3;

/// <summary>Amazon's client for one region, over the guarded handler, with nothing taken from the machine's own configuration.</summary>
internal sealed partial class S3Client : IDisposable
{
    private readonly RegionReader _reader;
    private readonly HttpClient _http;

    public S3Client(string region, FileSystemConfiguration login, SourceAccess access)
    {
        Region = region;
        var handler = GuardedHttp.Handler(access.Guard, access.Limits.ConnectionsPerSource);

        // A part of a compressed file cannot be decompressed; the whole is, where it is read as a whole.
        handler.AutomaticDecompression = DecompressionMethods.None;
        _reader = new RegionReader(handler);
        _http = new HttpClient(_reader) { Timeout = Timeout.InfiniteTimeSpan };
        S3 = new AmazonS3Client(Credentials(login, access.Secrets), Configuration(region, access.Guard.Policy.S3Endpoint, _http));
    }

    public IAmazonS3 S3 { get; }

    public string Region { get; }

    /// <summary>Where the server says that the bucket is, if it said so.</summary>
    public string? BucketRegion => _reader.Region;

    public void Dispose()
    {
        S3.Dispose();
        _http.Dispose();
    }

    private static AWSCredentials Credentials(FileSystemConfiguration login, SourceSecrets secrets) => login switch
    {
        AwsS3FileSystemConfiguration { SessionTokenSecretName: { Length: > 0 } token } keys =>
            new SessionAWSCredentials(secrets[keys.AccessKeySecretName].Reveal(), secrets[keys.SecretKeySecretName].Reveal(), secrets[token].Reveal()),
        AwsS3FileSystemConfiguration keys =>
            new BasicAWSCredentials(secrets[keys.AccessKeySecretName].Reveal(), secrets[keys.SecretKeySecretName].Reveal()),
        _ => new AnonymousAWSCredentials(),
    };

    private static AmazonS3Config Configuration(string region, Uri? endpoint, HttpClient http)
    {
        var configuration = new AmazonS3Config
        {
            HttpClientFactory = new OneClient(http),
            AllowAutoRedirect = false,
            DefaultConfigurationMode = DefaultConfigurationMode.Standard,
            DisableLogging = true,
            IgnoreConfiguredEndpointUrls = true,
            MaxErrorRetry = 0,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (endpoint is null)
        {
            configuration.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }
        else
        {
            (configuration.ServiceURL, configuration.AuthenticationRegion, configuration.ForcePathStyle) = (endpoint.ToString(), region, true);
        }

        return configuration;
    }

    [GeneratedRegex("^[a-z]{2}[a-z0-9-]{1,30}[0-9]\\z")]
    private static partial Regex RegionName();

    private sealed class OneClient(HttpClient http) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => http;

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

        public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;
    }

    /// <summary>Amazon's exceptions do not carry the header that tells the region. What is no region's name would become part of a host's.</summary>
    private sealed class RegionReader(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        public string? Region { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (response.Headers.TryGetValues("x-amz-bucket-region", out var regions) && RegionName().IsMatch(regions.First()))
            {
                Region = regions.First();
            }
            else if ((int)response.StatusCode is >= 300 and < 400)
            {
                GuardedHttp.Check(response, request.RequestUri!.Authority);
            }

            return response;
        }
    }
}
