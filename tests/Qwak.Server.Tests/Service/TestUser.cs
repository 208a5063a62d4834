using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Grpc.Core;
using Grpc.Net.Client;
using Qwak.Wire.Authentication;
using Qwak.Wire.Ecosystem;

namespace Qwak.Server.Tests.Service;

/// <summary>Someone who talks to the service, through both doors, with one token, at one address.</summary>
internal sealed class TestUser : IDisposable
{
    private readonly HttpClient _rest;
    private readonly GrpcChannel _channel;

    public TestUser(ServerFixture server, string? token, int port, string host = "localhost")
    {
        Token = token;
        Url = new Uri($"https://{host}:{port}");
        _rest = new HttpClient(Handler(server)) { BaseAddress = Url, Timeout = TimeSpan.FromSeconds(60) };
        if (token is not null)
        {
            _rest.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        _channel = GrpcChannel.ForAddress(Url, new GrpcChannelOptions { HttpHandler = Handler(server), DisposeHttpClient = true });
        var invoker = _channel.CreateCallInvoker();
        Edge = new Wire.Edge.SecretService.SecretServiceClient(invoker);
        Admiral = new Wire.Admiral.SecretService.SecretServiceClient(invoker);
        Authentication = new AuthenticationService.AuthenticationServiceClient(invoker);
        Sources = new Wire.Sources.DataSourceService.DataSourceServiceClient(invoker);
        FeaturesOperator = new Wire.FeaturesOperator.FeaturesOperatorAsyncService.FeaturesOperatorAsyncServiceClient(invoker);
        Ecosystem = new QwakEcosystemRuntime.QwakEcosystemRuntimeClient(invoker);
    }

    public string? Token { get; }

    public Uri Url { get; }

    public string Name { get; set; } = "admin";

    public string ApiKey { get; set; } = "";

    public Wire.Edge.SecretService.SecretServiceClient Edge { get; }

    public Wire.Admiral.SecretService.SecretServiceClient Admiral { get; }

    public AuthenticationService.AuthenticationServiceClient Authentication { get; }

    public QwakEcosystemRuntime.QwakEcosystemRuntimeClient Ecosystem { get; }

    public Wire.Sources.DataSourceService.DataSourceServiceClient Sources { get; }

    public Wire.FeaturesOperator.FeaturesOperatorAsyncService.FeaturesOperatorAsyncServiceClient FeaturesOperator { get; }

    public CallInvoker Invoker => _channel.CreateCallInvoker();

    /// <summary>gRPC metadata: the token, and the environment's header when given.</summary>
    public Metadata Headers(string? environment = null)
    {
        var headers = new Metadata();
        if (Token is not null)
        {
            headers.Add("authorization", "Bearer " + Token);
        }

        if (environment is not null)
        {
            headers.Add("x-qwak-environment", environment);
        }

        return headers;
    }

    public Task<RestAnswer> GetAsync(string path, string? environment = null) => SendAsync(HttpMethod.Get, path, null, environment);

    public Task<RestAnswer> PostAsync(string path, object body) => SendAsync(HttpMethod.Post, path, JsonBody(body));

    public Task<RestAnswer> PutAsync(string path, object body, string? environment = null) =>
        SendAsync(HttpMethod.Put, path, JsonBody(body), environment);

    public Task<RestAnswer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, null);

    public async Task<RestAnswer> SendAsync(HttpMethod method, string path, HttpContent? body, string? environment = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        if (environment is not null)
        {
            request.Headers.Add("x-qwak-environment", environment);
        }

        return await SendAsync(request);
    }

    public async Task<RestAnswer> SendAsync(HttpRequestMessage request) => await RestAnswer.ReadAsync(await _rest.SendAsync(request));

    /// <summary>The answer as it is, with nothing checked.</summary>
    public Task<HttpResponseMessage> SendRawAsync(HttpRequestMessage request) => _rest.SendAsync(request);

    public Task<RestAnswer> SetAsync(string name, string value, string environment = "default") =>
        PutAsync($"/api/v1/environments/{environment}/secrets/{name}", new { value });

    public Task<RestAnswer> ReadAsync(string name, string environment = "default") =>
        GetAsync($"/api/v1/environments/{environment}/secrets/{name}/value");

    /// <summary>The value as the edge service answers it.</summary>
    public async Task<string> ReadAtEdgeAsync(string name) =>
        (await Edge.GetSecretAsync(new Wire.Edge.GetSecretRequest { Name = name }, Headers())).Value;

    public async Task SetAtEdgeAsync(string name, string value) =>
        await Edge.SetSecretAsync(new Wire.Edge.SetSecretRequest { Name = name, Value = value }, Headers());

    public static StringContent JsonBody(object body) =>
        new(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");

    public void Dispose()
    {
        _rest.Dispose();
        _channel.Dispose();
    }

    private static SocketsHttpHandler Handler(ServerFixture server) => new()
    {
        UseCookies = false,
        AllowAutoRedirect = false,
        SslOptions = new SslClientAuthenticationOptions
        {
            // The name is checked too, unless the test gives another in the Host header.
            RemoteCertificateValidationCallback = (sender, _, _, errors) => errors == SslPolicyErrors.None
                || (errors == SslPolicyErrors.RemoteCertificateNameMismatch && ((SslStream)sender).TargetHostName != "localhost"),
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { server.Authority },
                RevocationMode = X509RevocationMode.NoCheck,
            },
        },
    };
}
