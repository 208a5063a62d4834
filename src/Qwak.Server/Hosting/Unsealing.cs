using System.Security.Cryptography;
using Qwak.Core;
using Qwak.Core.Access;
using Qwak.Core.Storage;

namespace Qwak.Server.Hosting;

/// <summary>
/// The way back from sealed: who brings the seal's key and is an administrator by what the store then says. Until both are
/// shown nothing stays open, and whoever tries waits for their turn, which comes once a second.
/// </summary>
internal sealed class Unsealing(Func<ReadOnlyMemory<byte>, Task<Store>> open, ILogger logger) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly Refusal Wrong = new(RefusalCode.Unauthenticated, "The seal's key is not the one of this store; the service's log says more.");

    private readonly TaskCompletionSource<Store> _unsealed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>The store, once somebody has unsealed it.</summary>
    public Task<Store> Unsealed => _unsealed.Task;

    /// <param name="sealKey">The key file's content, or the passphrase; erased afterwards.</param>
    /// <param name="apiKey">The administrator's.</param>
    /// <param name="origin">Where the request comes from.</param>
    public async Task<Refusal?> TryAsync(byte[] sealKey, string? apiKey, RequestOrigin origin)
    {
        if (!await _turn.WaitAsync(Patience))
        {
            return Refusal.RateLimited("Others are trying to unseal; try again.", Pause);
        }

        try
        {
            var refusal = _unsealed.Task.IsCompleted ? null : await OpenAsync(sealKey, apiKey, origin);
            if (refusal is not null)
            {
                PrivateProcess.ReturnFreeMemory();
                await Task.Delay(Pause);
            }

            return refusal;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(sealKey);
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<Refusal?> OpenAsync(byte[] sealKey, string? apiKey, RequestOrigin origin)
    {
        Store store;
        try
        {
            store = await open(sealKey);
        }
        catch (StartupException e)
        {
            // For the operator; a stranger is not told where files lie.
            Log.NotUnsealed(logger, e.Message);
            return Wrong;
        }

        if (await AuthoriseAsync(store, apiKey, origin) is { } refusal)
        {
            Log.NotUnsealed(logger, refusal.Message);
            await store.DisposeAsync();
            return refusal;
        }

        _unsealed.SetResult(store);
        return null;
    }

    private static async Task<Refusal?> AuthoriseAsync(Store store, string? apiKey, RequestOrigin origin)
    {
        var login = await store.Authenticator.AuthenticateAsync(apiKey, origin);
        if (login.IsRefused)
        {
            return login.Refusal;
        }

        var context = await store.Authenticator.AuthenticateBearerAsync(login.Value.Token, origin);
        return context.IsRefused ? context.Refusal : (await store.Sealing.UnsealAsync(context.Value)).Refusal;
    }
}
