using BenchmarkDotNet.Attributes;
using Qwak.Core;
using Qwak.Core.Encryption;

namespace Qwak.Bench.Micro;

/// <summary>Sealing and opening a secret version: two AES-256-GCM boxes, the value's and its key's.</summary>
public class EnvelopeBenchmarks
{
    private readonly VersionPlace _place = new(RandomId.New(), RandomId.New(), "aws-api-key", 7);
    private KeyEncryptionKey _key = null!;
    private Keyring _keyring = null!;
    private SealedVersion _sealed = null!;
    private byte[] _value = [];

    [Params(64, 4096)]
    public int Bytes { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _key = KeyEncryptionKey.New();
        _keyring = new Keyring(_key, [_key]);
        _value = new byte[Bytes];
        _sealed = Envelope.Seal(_key, _place, _value);
    }

    [Benchmark]
    public object Seal() => Envelope.Seal(_key, _place, _value);

    [Benchmark]
    public void Open() => Envelope.Open(_keyring, _place, _sealed).Dispose();
}
