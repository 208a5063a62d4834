using Microsoft.Extensions.Time.Testing;
using Qwak.Clients.Administration;
using Qwak.Core.Audit;
using Qwak.Core.Environments;
using Qwak.Core.Storage;

namespace Qwak.Core.Tests.Service;

/// <summary>An open store with a clock that stands still until it is moved, and the people who use it.</summary>
internal sealed class Scene : IAsyncDisposable
{
    public const string Address = "127.0.0.1:8443";

    private Scene(StorePlace place, FakeTimeProvider time) => (Place, Time) = (place, time);

    public StorePlace Place { get; }

    public FakeTimeProvider Time { get; }

    public Store Store { get; private set; } = null!;

    /// <summary>The administrator of the first start.</summary>
    public User Admin { get; private set; } = null!;

    public static FakeTimeProvider NewTime() => new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, 250, TimeSpan.Zero));

    public static StoreOptions Options(TimeProvider time) =>
        new() { AdminKeyFile = "", Own = new OwnAddresses([Address], ["localhost"]), Time = time };

    public static async Task<Scene> OpenAsync(StorePlace place, Func<StoreOptions, StoreOptions>? change = null)
    {
        var scene = new Scene(place, NewTime());
        await scene.StartAsync(change);
        return scene;
    }

    /// <summary>Stops the service and starts it again.</summary>
    public async Task RestartAsync(Func<StoreOptions, StoreOptions>? change = null)
    {
        await Store.DisposeAsync();
        await StartAsync(change);
    }

    /// <summary>Logs in with an API key.</summary>
    public async Task<User> LoginAsync(string apiKey)
    {
        var issued = (await Store.Authenticator.AuthenticateAsync(apiKey, User.Origin)).Good();
        return await UseAsync(issued.Token);
    }

    /// <summary>Logs in at another process of the service.</summary>
    public static async Task<User> LoginToAsync(Store store, string apiKey)
    {
        var issued = (await store.Authenticator.AuthenticateAsync(apiKey, User.Origin)).Good();
        return new User(store, (await store.Authenticator.AuthenticateBearerAsync(issued.Token, User.Origin)).Good());
    }

    /// <summary>Comes with a bearer token.</summary>
    public async Task<User> UseAsync(string token)
    {
        var context = (await Store.Authenticator.AuthenticateBearerAsync(token, User.Origin)).Good();
        return new User(Store, context);
    }

    /// <summary>Makes a user with a role and logs them in.</summary>
    public async Task<User> UserAsync(string name, string role = "member", string? environment = null)
    {
        var key = (await Admin.GenerateKeyAsync(name, environment, role)).Good();
        return await LoginAsync(key.Text);
    }

    /// <summary>A user who has a credential and no role at all.</summary>
    public async Task<User> StrangerAsync(string name)
    {
        var user = await UserAsync(name);
        (await Admin.RevokeRoleAsync(name, "*")).Good();
        return user;
    }

    public async Task<SecretEnvironment> EnvironmentAsync(string name, string? edgeAddress = null) =>
        (await Store.Environments.CreateAsync(Admin.Context, name, edgeAddress)).Good();

    /// <summary>The newest event of the audit trail, read behind the service's back.</summary>
    public async Task<AuditEventRecord> LastEventAsync() => (await EventsAsync(1))[0];

    public async Task<IReadOnlyList<AuditEventRecord>> EventsAsync(int limit = int.MaxValue)
    {
        await using var connection = Place.Connect();
        var events = await AuditEventTable.ListAsync(connection, new AuditQuery { Limit = int.MaxValue });
        return [.. events.Select(e => e.ToRecord()).OrderByDescending(e => e.Sequence).Take(limit)];
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        Place.Dispose();
    }

    private async Task StartAsync(Func<StoreOptions, StoreOptions>? change)
    {
        var options = Options(Time);
        Store = await Place.OpenAsync(change is null ? options : change(options));
        Admin = await LoginAsync(Place.AdminKey);
    }
}
