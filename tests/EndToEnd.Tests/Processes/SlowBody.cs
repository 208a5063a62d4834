using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Qwak.EndToEnd.Tests.Processes;

/// <summary>A request body whose end comes late.</summary>
internal sealed class SlowBody : HttpContent
{
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly byte[] _bytes;
    private readonly TimeSpan _wait;

    public SlowBody(string json, TimeSpan wait)
    {
        (_bytes, _wait) = (Encoding.UTF8.GetBytes(json), wait);
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    public Task Started => _started.Task;

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync(_bytes.AsMemory(0, _bytes.Length - 1));
        await stream.FlushAsync();
        _started.SetResult();
        await Task.Delay(_wait);
        await stream.WriteAsync(_bytes.AsMemory(_bytes.Length - 1));
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _bytes.Length;
        return true;
    }
}
