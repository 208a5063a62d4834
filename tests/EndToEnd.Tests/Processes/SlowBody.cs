using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Qwak.EndToEnd.Tests.Processes;

/// <summary>A request body whose end comes late.</summary>
internal sealed class SlowBody : HttpContent
{
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly byte[] _bytes;
    private readonly int _atOnce;
    private readonly TimeSpan _wait;

    public SlowBody(string json, int atOnce, TimeSpan wait)
    {
        (_bytes, _atOnce, _wait) = (Encoding.UTF8.GetBytes(json), atOnce, wait);
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    public Task Started => _started.Task;

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync(_bytes.AsMemory(0, _atOnce));
        await stream.FlushAsync();
        _started.SetResult();
        await Task.Delay(_wait);
        await stream.WriteAsync(_bytes.AsMemory(_atOnce));
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _bytes.Length;
        return true;
    }
}
