namespace Qwak.Server.Hosting;

/// <summary>Given when the service is to be sealed.</summary>
internal sealed class SealSignal
{
    /// <summary>Why every door refuses.</summary>
    public const string Reason = "The service is sealed. An administrator unseals it with 'qwak server unseal'.";

    private readonly TaskCompletionSource _given = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Given => _given.Task;

    public void Give() => _given.TrySetResult();
}
