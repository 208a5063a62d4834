namespace Qwak.Core.Encryption.Seals;

/// <summary>Calls into native code that may hang: one at a time, and whoever waits gives up in time.</summary>
internal sealed class Turns : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);

    /// <exception cref="TimeoutException">It took too long, or one before it did not return yet.</exception>
    public async Task<T> RunAsync<T>(Func<T> call, TimeSpan patience)
    {
        if (!await _turn.WaitAsync(patience))
        {
            throw new TimeoutException();
        }

        return await Task.Run(() =>
        {
            try
            {
                return call();
            }
            finally
            {
                _turn.Release();
            }
        }).WaitAsync(patience);
    }

    public void Dispose() => _turn.Dispose();
}
