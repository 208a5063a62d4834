using System.Reflection;
using Qwak.Core.Encryption;
using Qwak.Core.Tests.Service;

namespace Qwak.Core.Tests.Encryption;

/// <summary>Keys and values leave memory when nobody needs them any more.</summary>
public abstract class ErasureSuite : StoreSuite
{
    [Fact]
    public async Task Closing_the_store_erases_its_keyring()
    {
        var keyring = ((CurrentKeyring)Scene.Store.GetType().GetField("_keyring", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(Scene.Store)!).Now;
        Assert.NotEqual(new byte[32], keyring.Active.Bytes.ToArray());
        await Scene.RestartAsync();
        Assert.Equal(new byte[32], keyring.Active.Bytes.ToArray());
    }

    [Fact]
    public async Task A_value_that_cannot_be_recorded_is_erased()
    {
        var path = typeof(Core.Storage.Store).Assembly.GetType("Qwak.Core.Access.OperationPath")!;
        (await Admin.SetAsync("some-secret", "value")).Good();
        await Scene.Place.ExecuteAsync("ALTER TABLE audit_event RENAME TO audit_event_away");
        var held = new Core.Secrets.SecretVersion("some-secret", 1, SecretValue.FromString("value"), isSensitive: true);
        var operations = (Core.Access.OperationPath)Scene.Store.Secrets.GetType().GetFields(BindingFlags.Instance | BindingFlags.NonPublic)
            .Single(field => field.FieldType == path).GetValue(Scene.Store.Secrets)!;
        var result = await operations.ReadAsync<Core.Secrets.SecretVersion>(
            Admin.Context, "secret.read", _ => Task.FromResult<Core.Access.Answer<Core.Secrets.SecretVersion>>(held));
        Assert.Equal("unavailable", result.Code());
        Assert.Throws<ObjectDisposedException>(() => held.Value.Reveal());
        await Scene.Place.ExecuteAsync("ALTER TABLE audit_event_away RENAME TO audit_event");
    }
}

public sealed class ErasureOnSqlite : ErasureSuite
{
    private protected override StorePlace NewPlace() => new SqlitePlace();
}
