using Grpc.Core;
using Qwak.Clients;
using Qwak.Clients.Administration;
using Qwak.Clients.SecretService;

namespace Qwak.Sdk.Tests.Service;

/// <summary>A running service, a home directory of its own, and clients that know only these.</summary>
internal sealed class Scene : IAsyncDisposable
{
    private readonly List<IDisposable> _clients = [];

    private Scene(FakeService service) => Service = service;

    public FakeService Service { get; }

    public TemporaryFolder Home { get; } = new();

    public HastyTime Time { get; } = new();

    public Dictionary<string, string> Variables { get; } = [];

    public SecretServiceClient Client => field ??= NewClient();

    public static async Task<Scene> StartAsync() => new(await FakeService.StartAsync());

    /// <summary>Options that leave everything to the variables and the profile.</summary>
    public QwakConnectionOptions BareOptions() => new()
    {
        CertificateAuthorityFile = TestAuthority.Shared.PemFile,
        TimeProvider = Time,
        Variables = name => name == "QWAK_HOME" ? Home.Path : Variables.GetValueOrDefault(name),
    };

    public QwakConnectionOptions Options()
    {
        var options = BareOptions();
        options.Url = Service.Url;
        options.ApiKey = FakeService.ApiKey;
        return options;
    }

    public SecretServiceClient NewClient(QwakConnectionOptions? options = null) =>
        Keep(new SecretServiceClient(options ?? Options()));

    public AdministrationClient NewAdministration(QwakConnectionOptions? options = null) =>
        Keep(new AdministrationClient(options ?? Options()));

    public void Fail(StatusCode status, string detail = "no", int times = 1, params (string Key, string Value)[] trailers)
    {
        var metadata = new Metadata();
        foreach (var (key, value) in trailers)
        {
            metadata.Add(key, value);
        }

        for (var i = 0; i < times; i++)
        {
            Service.Failures.Enqueue(new RpcException(new Status(status, detail), metadata));
        }
    }

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        await Service.DisposeAsync();
        Home.Dispose();
    }

    private T Keep<T>(T client)
        where T : IDisposable
    {
        _clients.Add(client);
        return client;
    }
}
