using Microsoft.Extensions.Logging.Abstractions;
using Qwak.Core;
using Qwak.Core.Access;
using Qwak.Core.Environments;
using Qwak.Core.Storage;

namespace Qwak.Bench.Store;

/// <summary>A store of a temporary directory in this process, and its administrator.</summary>
internal sealed class OpenStore : IAsyncDisposable
{
    private readonly DataDirectory _directory;

    private OpenStore(DataDirectory directory, Core.Storage.Store store, string token, RequestContext admin) =>
        (_directory, Store, Token, Admin) = (directory, store, token, admin);

    public Core.Storage.Store Store { get; }

    public DataDirectory Directory => _directory;

    public string Token { get; }

    public RequestContext Admin { get; }

    public static async Task<OpenStore> CreateAsync(string data, OwnAddresses own)
    {
        var directory = DataDirectory.Open(data);
        var options = new StoreOptions { AdminKeyFile = directory.File("admin-api-key"), Own = own };
        var store = await Core.Storage.Store.OpenAsync(directory, options, NullLoggerFactory.Instance);
        var origin = new RequestOrigin("127.0.0.1", RandomId.New(), null, null);
        var key = (await File.ReadAllTextAsync(options.AdminKeyFile)).Trim();
        var token = (await store.Authenticator.AuthenticateAsync(key, origin)).Value!.Token;
        return new OpenStore(directory, store, token, (await store.Authenticator.AuthenticateBearerAsync(token, origin)).Value!);
    }

    public async Task SetAsync(string name, string text)
    {
        using var value = SecretValue.FromString(text);
        var result = await Store.Secrets.SetAsync(Admin, environment: null, name, value, expectedVersion: null);
        if (result.IsRefused)
        {
            throw new InvalidOperationException(result.Refusal.Message);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        _directory.Dispose();
    }
}
