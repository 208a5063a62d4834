using BenchmarkDotNet.Attributes;
using Qwak.Core;
using Qwak.Core.Access;
using Qwak.Core.Encryption;

namespace Qwak.Bench.Micro;

/// <summary>Checking the bearer token of a request: one that was seen before, and one that is new.</summary>
public class AccessTokenBenchmarks
{
    private ServiceKeys _keys = null!;
    private TokenIssuer _tokens = null!;
    private string _token = "";

    [GlobalSetup]
    public void Prepare()
    {
        var key = KeyEncryptionKey.New();
        var keyring = new Keyring(key, [key]);
        _keys = ServiceKeys.Open(keyring, ServiceKeys.Create(keyring));
        _tokens = new TokenIssuer(_keys, TimeProvider.System);
        var principal = new Principal(RandomId.New(), "ana", PrincipalKind.User);
        _token = _tokens.Create(principal.Id, Credentials.OfApiKey(RandomId.New()), TimeProvider.System.GetUtcNow().AddHours(1));
    }

    [Benchmark(Baseline = true)]
    public async Task<string?> CheckSeen() => await _tokens.VerifyAsync(_token);

    /// <summary>A check without the cache: an issuer of the same keys that has seen nothing yet, made for each.</summary>
    [Benchmark]
    public async Task<string?> CheckNew() => await new TokenIssuer(_keys, TimeProvider.System).VerifyAsync(_token);
}
