using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Qwak.Core.Access;
using Qwak.Core.Environments;
using Qwak.Core.Secrets;
using Qwak.Core.Storage;
using Qwak.Connectors.Tests.Support;
using Qwak.Server.DataSources;
using Qwak.Server.Hosting;
using Qwak.Server.Identity;

namespace Qwak.Server.Tests.Service;

/// <summary>
/// A running service in this process: a store of its own in a temporary folder, two listeners with the TLS that users
/// get, and clients that trust its CA and nothing else.
/// </summary>
public sealed class ServerFixture : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("qwak-server-");
    private readonly List<IDisposable> _kept = [];
    private DataDirectory _directory = null!;
    private int _names;

    /// <summary>What the service is started with; change it before the start.</summary>
    internal SecretOptions Secrets { get; set; } = new();

    /// <summary>As with <c>--allow-loopback-sources</c> and <c>--source-ca-file</c>.</summary>
    internal SourceOptions Sources { get; set; } = new() { Network = SourceUser.Loopback };

    /// <summary>As with <c>--allow-loopback-issuers</c>.</summary>
    internal IdentityOptions Identity { get; set; } = new() { AllowedNetworks = SourceUser.Loopback.AllowedNetworks };

    internal FailedLoginOptions FailedLogins { get; set; } = new();

    /// <summary>As with <c>--store</c>; null for the data directory's own.</summary>
    internal string? PostgreSql { get; set; }

    internal TimeProvider Time { get; set; } = TimeProvider.System;

    internal Store Store { get; private set; } = null!;

    internal string DatabaseFile => _directory.DatabaseFile;

    /// <summary>What the application is made of.</summary>
    internal IReadOnlyList<ServiceDescriptor> Services { get; private set; } = [];

    internal WebApplication App { get; private set; } = null!;

    internal X509Certificate2 Authority { get; private set; } = null!;

    internal IReadOnlyList<int> PortNumbers { get; } = [Ports.Free(), Ports.Free()];

    internal string AdminKey { get; private set; } = null!;

    /// <summary>The administrator, logged in.</summary>
    internal TestUser Admin { get; private set; } = null!;

    /// <summary>Nobody in particular: no token.</summary>
    internal TestUser Stranger { get; private set; } = null!;

    internal static async Task<ServerFixture> StartAsync(
        TimeProvider? time = null, SecretOptions? secrets = null, FailedLoginOptions? failedLogins = null, SourceOptions? sources = null)
    {
        var fixture = new ServerFixture { Time = time ?? TimeProvider.System, Secrets = secrets ?? new(), FailedLogins = failedLogins ?? new() };
        fixture.Sources = sources ?? fixture.Sources;
        await fixture.InitializeAsync();
        return fixture;
    }

    public async ValueTask InitializeAsync()
    {
        var options = new ServerOptions
        {
            DataDirectory = Path.Combine(_folder.FullName, "data"),
            Listeners = [.. PortNumbers.Select(port => ListenAddress.Parse($"127.0.0.1:{port}"))],
            Secrets = Secrets,
            Sources = Sources,
            Identity = Identity,
        };
        _directory = DataDirectory.Open(options.DataDirectory);
        var certificate = ServerCertificate.Load(options, _directory, TimeProvider.System);
        Authority = X509CertificateLoader.LoadCertificateFromFile(_directory.File("ca.pem"));
        var storeOptions = new StoreOptions
        {
            AdminKeyFile = _directory.File("admin-api-key"),
            Own = new OwnAddresses([.. options.Listeners.Select(l => l.Name)], certificate.DnsNames),
            PostgreSql = PostgreSql,
            Secrets = Secrets,
            FailedLogins = FailedLogins,
            Time = Time,
        };
        Store = await Store.OpenAsync(_directory, storeOptions, NullLoggerFactory.Instance);
        AdminKey = Store.AdminKey!.Text;
        var builder = ServerHost.Builder(options, certificate, Store);
        Services = [.. builder.Services];
        App = ServerHost.Build(builder, Store);
        await App.StartAsync();
        Stranger = Keep(new TestUser(this, token: null, PortNumbers[0]));
        Admin = await LogInAsync(AdminKey);
    }

    public async ValueTask DisposeAsync()
    {
        _kept.ForEach(kept => kept.Dispose());
        await App.StopAsync();
        await App.DisposeAsync();
        await Store.DisposeAsync();
        _directory.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>A name that no other test uses.</summary>
    internal string NewName(string prefix) => $"{prefix}-{Interlocked.Increment(ref _names)}";

    internal async Task<string> TokenAsync(string apiKey)
    {
        var answer = await Stranger.PostAsync("/api/v1/authentication/qwak-api-key", new { qwakApiKey = apiKey });
        return answer.Expect(System.Net.HttpStatusCode.OK).Member("accessToken");
    }

    internal async Task<TestUser> LogInAsync(string apiKey, int listener = 0) => With(await TokenAsync(apiKey), listener);

    /// <summary>A client with the token, at a listener.</summary>
    internal TestUser With(string? token, int listener = 0) => Keep(new TestUser(this, token, PortNumbers[listener]));

    /// <summary>A new user with a role in all environments or in one, logged in with a key of their own.</summary>
    internal async Task<TestUser> NewUserAsync(string role = "member", string? environment = null, bool boundKey = false)
    {
        var name = NewName("user");
        var key = await Admin.PostAsync("/api/v1/api-keys", new { user = name, role, environment, force = false });
        var text = key.Expect(System.Net.HttpStatusCode.Created).Member("apiKey");
        if (environment is not null && !boundKey)
        {
            text = (await Admin.PostAsync("/api/v1/api-keys", new { user = name, force = false })).Member("apiKey");
        }

        var user = await LogInAsync(text);
        user.Name = name;
        user.ApiKey = text;
        return user;
    }

    /// <summary>A second environment, reached at the second listener.</summary>
    internal async Task CreateEnvironmentAsync(string name, bool withAddress = true)
    {
        var edgeAddress = withAddress ? $"localhost:{PortNumbers[1]}" : null;
        (await Admin.PostAsync("/api/v1/environments", new { name, edgeAddress })).Expect(System.Net.HttpStatusCode.Created);
    }

    /// <summary>From now on nothing can be written, as on a full disk.</summary>
    internal void FillDisk() => Sql(
        "CREATE TRIGGER full_audit BEFORE INSERT ON audit_event BEGIN SELECT RAISE(ABORT, 'disk full'); END;"
        + "CREATE TRIGGER full_counter BEFORE UPDATE ON change_counter BEGIN SELECT RAISE(ABORT, 'disk full'); END;");

    internal void FreeDisk() => Sql("DROP TRIGGER full_audit; DROP TRIGGER full_counter;");

    /// <summary>What someone with write access to the store's file could do.</summary>
    internal void Sql(string statements)
    {
        using var connection = new SqliteConnection($"Data Source={_directory.DatabaseFile};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = statements;
        command.ExecuteNonQuery();
    }

    private TestUser Keep(TestUser user)
    {
        lock (_kept)
        {
            _kept.Add(user);
        }

        return user;
    }
}
