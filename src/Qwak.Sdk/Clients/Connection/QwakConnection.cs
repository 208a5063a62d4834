using System.Net;
using Grpc.Net.Client;

namespace Qwak.Clients.Connection;

/// <summary>What the calls of one client share: settings, one HTTP handler for gRPC and REST, the login, the edge's address.</summary>
internal sealed class QwakConnection : IDisposable
{
    private const int LargestAnswer = 16 * 1024 * 1024;

    private readonly HttpClient _http;
    private readonly LoggedIn _headers;
    private readonly CallRunner _runner;
    private readonly SemaphoreSlim _edgeTurn = new(1);
    private GrpcChannel? _edge;
    private Uri? _edgeAddress;

    public QwakConnection(ConnectionSettings settings)
    {
        Settings = settings;
        _http = new HttpClient(new SocketsHttpHandler
        {
            // A redirect could carry the credential elsewhere.
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = settings.ConnectTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            EnableMultipleHttp2Connections = true,
            // A connection that died quietly is noticed before the deadline.
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            SslOptions = CertificateTrust.For(settings.CertificateAuthorityFile),
        })
        {
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            MaxResponseContentBufferSize = LargestAnswer,
            Timeout = Timeout.InfiniteTimeSpan, // The deadline of a call is CallRunner's.
        };
        _runner = new CallRunner(settings.Timeout, settings.TimeProvider);
        _headers = new LoggedIn(settings, ExchangeAsync, TenantAsync);
        Rest = new RestClient(_http, _runner, _headers, EdgeAddressAsync);
    }

    public ConnectionSettings Settings { get; }

    public RestClient Rest { get; }

    /// <summary>Makes a call to the edge.</summary>
    public Task<T> CallEdgeAsync<T>(Func<GrpcChannel, Attempt, Task<T>> send, CancellationToken cancellationToken) =>
        _runner.RunAsync(
            _headers,
            Repeat.Transient,
            async attempt => await send(await EdgeAsync(attempt.CancellationToken).ConfigureAwait(false), attempt).ConfigureAwait(false),
            cancellationToken);

    /// <summary>Logs in, whatever token is kept.</summary>
    /// <exception cref="QwakException">"Failed to login, error is …".</exception>
    public Task<string> ExchangeApiKeyAsync(CancellationToken cancellationToken)
    {
        var key = Settings.Credential.ApiKey
            ?? throw new QwakException("There is no API key to log in with: set QWAK_API_KEY.", QwakErrorCodes.NotConfigured);
        return new ApiKeyLogin(_http, _runner, Settings).ExchangeAsync(key, cancellationToken);
    }

    /// <summary>Calls of a service that cannot log anybody in, with the API key itself.</summary>
    public RestClient RestWithApiKey() => new(
        _http, _runner,
        new FixedBearer(Settings.Credential.ApiKey ?? throw new QwakException("This needs an API key: set QWAK_API_KEY.", QwakErrorCodes.NotConfigured)),
        _ => Task.FromResult(Settings.Url));

    private Task<string> ExchangeAsync(CancellationToken cancellationToken) => Settings.Credential.OidcToken is { } token
        ? new OidcLogin(_http, _runner, Settings).ExchangeAsync(token, cancellationToken)
        : ExchangeApiKeyAsync(cancellationToken);

    public void Dispose()
    {
        _edge?.Dispose();
        _http.Dispose();
        _headers.Dispose();
        _edgeTurn.Dispose();
    }

    internal static GrpcChannel Channel(HttpClient http, Uri address) =>
        GrpcChannel.ForAddress(address, new GrpcChannelOptions
        {
            // The client, not its handler: given the handler, the channel would take over its connections.
            HttpClient = http,
            MaxReceiveMessageSize = LargestAnswer,
        });

    private async Task<Uri> EdgeAddressAsync(CancellationToken cancellationToken)
    {
        await EdgeAsync(cancellationToken).ConfigureAwait(false);
        return _edgeAddress!;
    }

    private Task<string> TenantAsync(CancellationToken cancellationToken) =>
        new JFrogTenant(_http, _runner).FindAsync(Settings.Credential, cancellationToken);

    private async Task<GrpcChannel> EdgeAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _edge) is { } known)
        {
            return known;
        }

        await _edgeTurn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _edgeAddress ??= Settings.FindsEdge
                ? await new EdgeLookup(_http, _runner, Settings).FindAsync(_headers, cancellationToken).ConfigureAwait(false)
                : Settings.Url;
            return _edge ??= Channel(_http, _edgeAddress);
        }
        finally
        {
            _edgeTurn.Release();
        }
    }
}
