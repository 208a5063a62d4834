using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Qwak.Clients;
using Qwak.Clients.SecretService;
using Qwak.EndToEnd.Tests.Scale;

namespace Qwak.EndToEnd.Tests.Processes;

/// <summary>The server as users run it: a process of its own, on a data directory that outlives it.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("qwak-e2e-");
    private Command? _command;

    public ServerProcess(int listeners = 1) => PortNumbers = [.. Enumerable.Range(0, listeners).Select(_ => Ports.Free())];

    public IReadOnlyList<int> PortNumbers { get; init; }

    /// <summary>The network that it runs in; null for this machine's.</summary>
    public NetworkNamespace? Network { get; init; }

    public string Folder => _folder.FullName;

    public string Data => Path.Combine(Folder, "data");

    public string CaFile => Path.Combine(Data, "ca.pem");

    public string Url => $"https://localhost:{PortNumbers[0]}";

    public string AdminKey => File.ReadAllText(Path.Combine(Data, "admin-api-key")).Trim();

    public Command Process => _command!;

    public IReadOnlyList<string> Arguments(params string[] more) =>
        [Programs.Server, "start", "--data", Data, .. PortNumbers.SelectMany(port => new[] { "--listen", $"{(Network is null ? "127.0.0.1" : "0.0.0.0")}:{port}" }), .. more];

    public static async Task<ServerProcess> StartNewAsync(int listeners = 1, params string[] more)
    {
        var server = new ServerProcess(listeners);
        await server.StartAsync(more);
        return server;
    }

    /// <summary>Starts and waits until it says that it runs.</summary>
    public async Task StartAsync(params string[] more)
    {
        string[] command = [.. Network?.Enter ?? [], "dotnet", .. Arguments(more)];
        _command = Command.Start(command[0], command[1..]);
        await WaitUntilRunningAsync(_command);
    }

    public static async Task WaitUntilRunningAsync(Command command)
    {
        for (var i = 0; i < 600 && !command.Output.Contains("  seal ", StringComparison.Ordinal); i++)
        {
            Assert.False(command.HasExited, $"The server ended: {command.Error}{command.Output}");
            await Task.Delay(50);
        }

        Assert.Contains("is running", command.Output, StringComparison.Ordinal);
    }

    /// <summary>Starts what must not start.</summary>
    public Task<Finished> RefuseAsync(params string[] more) => Command.RunAsync("dotnet", Arguments(more));

    /// <summary>SIGTERM, and its exit code.</summary>
    public async Task<Finished> StopAsync()
    {
        Signals.Terminate(Process.Id);
        return await Process.FinishAsync(40);
    }

    /// <summary>SIGKILL: nothing is tidied up.</summary>
    public async Task KillAsync()
    {
        Process.Kill();
        await Process.FinishAsync();
    }

    public SecretServiceClient NewClient() => new(new QwakConnectionOptions
    {
        Url = new Uri(Url),
        CertificateAuthorityFile = CaFile,
        ApiKey = AdminKey,
        Variables = name => name == "QWAK_HOME" ? Folder : null,
    });

    /// <summary>A REST client that trusts the CA and brings an administrator's token.</summary>
    public async Task<HttpClient> NewRestAsync(int listener = 0, string? caFile = null, string? host = null)
    {
        var rest = NewRest(token: null, listener, caFile, host);
        rest.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await LogInAsync(rest, AdminKey));
        return rest;
    }

    /// <summary>The access token that an API key is exchanged for.</summary>
    public static async Task<string> LogInAsync(HttpClient rest, string apiKey)
    {
        using var login = await rest.PostAsJsonAsync("/api/v1/authentication/qwak-api-key", new { qwakApiKey = apiKey });
        login.EnsureSuccessStatusCode();
        return (await login.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("accessToken").GetString()!;
    }

    /// <summary>A REST client that trusts the CA and brings a token, if any.</summary>
    public HttpClient NewRest(AuthenticationHeaderValue? token, int listener = 0, string? caFile = null, string? host = null)
    {
        var port = PortNumbers[listener];
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = Network is null ? NewSocket() : Network.Open(NewSocket);
                await socket.ConnectAsync(Network is null ? IPAddress.Loopback : NetworkNamespace.Inside, port, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
            AllowAutoRedirect = false,
            UseCookies = false,
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = TrustPolicy(caFile) },
        };
        return new HttpClient(handler)
        {
            BaseAddress = new Uri($"https://{host ?? "localhost"}:{port}"), DefaultRequestHeaders = { Authorization = token },
        };
    }

    private static Socket NewSocket() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    /// <summary>Trust in the server's CA and in nothing else.</summary>
    public X509ChainPolicy TrustPolicy(string? caFile = null) => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(caFile ?? CaFile) },
        RevocationMode = X509RevocationMode.NoCheck,
    };

    /// <summary>One number of the stopped server's store.</summary>
    public T Query<T>(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(Data, "store.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (T)command.ExecuteScalar()!;
    }

    public async ValueTask DisposeAsync()
    {
        if (_command is not null)
        {
            await _command.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }
}
