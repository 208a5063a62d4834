namespace Qwak.Core.Tests.Service;

/// <summary>
/// Scenarios that every database must pass: an abstract suite holds the tests, and one sealed class for each database
/// says where its stores live.
/// </summary>
public abstract class StoreSuite : IAsyncLifetime
{
    private protected Scene Scene { get; private set; } = null!;

    private protected User Admin => Scene.Admin;

    public async ValueTask InitializeAsync() => Scene = await Scene.OpenAsync(NewPlace());

    public virtual async ValueTask DisposeAsync()
    {
        await Scene.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected abstract StorePlace NewPlace();
}
