using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Text;

namespace Qwak.Sdk.Tests.Service;

/// <summary>Issues tokens, and knows which ones are still good.</summary>
internal sealed class FakeLogin
{
    private readonly ConcurrentDictionary<string, bool> _live = new();
    private int _issued;

    public TimeSpan Lifetime { get; set; } = TimeSpan.FromHours(1);

    public int Issued => _issued;

    public string Issue()
    {
        var number = Interlocked.Increment(ref _issued);
        var expiry = (TimeProvider.System.GetUtcNow() + Lifetime).ToUnixTimeSeconds();
        var token = $"{Part("""{"alg":"RS256","kid":"k"}""")}.{Part($$"""{"exp":{{expiry}},"jti":"{{number}}"}""")}.c2lnbmF0dXJl";
        _live[token] = true;
        return token;
    }

    public void RevokeAll() => _live.Clear();

    public bool Accepts(string? authorization) =>
        authorization is not null
        && authorization.StartsWith("Bearer ", StringComparison.Ordinal)
        && _live.ContainsKey(authorization["Bearer ".Length..]);

    private static string Part(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
