using System.Security.Cryptography;

namespace Qwak.Core.Encryption;

/// <summary>
/// The keys that all processes of a service share, unwrapped: the RS256 keys of access tokens (the newest signs, all
/// verify), the key that API keys are hashed with, and the key that signs audit checkpoints. They lie in the store,
/// wrapped by the keyring.
/// </summary>
internal sealed class ServiceKeys : IDisposable
{
    private const string TokenSigning = "access-token-signing";
    private const string ApiKeyHash = "api-key-hash";
    private const string CheckpointSigning = "audit-checkpoint";
    private const int RsaBits = 2048;

    private readonly LockedBytes _apiKeyHash;

    private ServiceKeys(IReadOnlyList<(string Id, RSA Key)> tokenSigning, LockedBytes apiKeyHash, (string Id, ECDsa Key) checkpoint)
    {
        TokenSigningKeys = tokenSigning;
        _apiKeyHash = apiKeyHash;
        Checkpoint = checkpoint;
    }

    /// <summary>Newest first; the first one signs.</summary>
    public IReadOnlyList<(string Id, RSA Key)> TokenSigningKeys { get; }

    public (string Id, ECDsa Key) Checkpoint { get; }

    /// <summary>The keyed hash under which an API key is stored: of no use to who has only the store.</summary>
    public byte[] HashApiKey(ReadOnlySpan<byte> apiKey) => HMACSHA256.HashData(_apiKeyHash.Span, apiKey);

    /// <summary>The MACs of mutable rows, under a key of their own that is derived from the hashing key (RFC 5869).</summary>
    public RowMacs RowMacs() => new(Derive("qwak/row-mac"u8));

    /// <summary>The key under which positions in lists are hidden from who may not know of what lies there.</summary>
    public LockedBytes CursorKey() => Derive("qwak/list-cursor"u8);

    /// <summary>A key for one purpose, derived from the hashing key (RFC 5869).</summary>
    public void DeriveKey(string purpose, Span<byte> key) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _apiKeyHash.Span, key, salt: [], System.Text.Encoding.UTF8.GetBytes(purpose));

    /// <summary>Makes one key of each kind, wrapped.</summary>
    public static IReadOnlyList<WrappedServiceKey> Create(Keyring keyring)
    {
        using var rsa = RSA.Create(RsaBits);
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return
        [
            Wrap(keyring, TokenSigning, rsa.ExportPkcs8PrivateKey()),
            Wrap(keyring, ApiKeyHash, RandomNumberGenerator.GetBytes(32)),
            Wrap(keyring, CheckpointSigning, ecdsa.ExportPkcs8PrivateKey()),
        ];
    }

    /// <exception cref="IntegrityException">A key was altered, or is under a key that is not in the keyring.</exception>
    /// <exception cref="StartupException">A kind of key is missing.</exception>
    public static ServiceKeys Open(Keyring keyring, IReadOnlyList<WrappedServiceKey> wrapped)
    {
        var tokenSigning = new List<(string, RSA)>();
        foreach (var key in Of(TokenSigning, wrapped))
        {
            var rsa = RSA.Create();
            Import(keyring, key, bytes => rsa.ImportPkcs8PrivateKey(bytes, out _));
            tokenSigning.Add((key.Id, rsa));
        }

        var checkpointKey = Of(CheckpointSigning, wrapped)[0];
        var checkpoint = ECDsa.Create();
        Import(keyring, checkpointKey, bytes => checkpoint.ImportPkcs8PrivateKey(bytes, out _));
        return new ServiceKeys(
            tokenSigning, Unwrap(keyring, Of(ApiKeyHash, wrapped)[0]), (checkpointKey.Id, checkpoint));
    }

    /// <summary>The same key under the active key of the keyring.</summary>
    /// <exception cref="IntegrityException">It was altered, or is under a key that is not in the keyring.</exception>
    public static WrappedServiceKey Rewrap(Keyring keyring, WrappedServiceKey wrapped)
    {
        using var key = Unwrap(keyring, wrapped);
        return Wrap(keyring, wrapped.Purpose, wrapped.Id, key.Span);
    }

    public void Dispose()
    {
        foreach (var (_, key) in TokenSigningKeys)
        {
            key.Dispose();
        }

        Checkpoint.Key.Dispose();
        _apiKeyHash.Dispose();
    }

    private LockedBytes Derive(ReadOnlySpan<byte> purpose)
    {
        var key = new LockedBytes(SealedBox.KeySize);
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _apiKeyHash.Span, key.Span, salt: [], purpose);
        return key;
    }

    private static List<WrappedServiceKey> Of(string purpose, IReadOnlyList<WrappedServiceKey> wrapped) =>
        wrapped.Where(key => key.Purpose == purpose).ToList() is { Count: > 0 } found
            ? found
            : throw new StartupException($"The store has no key for {purpose}.", "Restore the data directory from a backup.");

    private static WrappedServiceKey Wrap(Keyring keyring, string purpose, byte[] key)
    {
        var wrapped = Wrap(keyring, purpose, RandomId.New(), key);
        CryptographicOperations.ZeroMemory(key);
        return wrapped;
    }

    private static WrappedServiceKey Wrap(Keyring keyring, string purpose, string id, ReadOnlySpan<byte> key) => new(
        id, purpose, keyring.Active.Id, SealedBox.Seal(keyring.Active.Bytes, key, AssociatedData.ForServiceKey(purpose, id, keyring.Active.Id)));

    private static LockedBytes Unwrap(Keyring keyring, WrappedServiceKey wrapped)
    {
        var kek = keyring.Find(wrapped.KeyId) ?? throw new IntegrityException();
        return SealedBox.OpenLocked(kek.Bytes, wrapped.Wrapped, AssociatedData.ForServiceKey(wrapped.Purpose, wrapped.Id, wrapped.KeyId));
    }

    private static void Import(Keyring keyring, WrappedServiceKey wrapped, Action<ReadOnlySpan<byte>> import)
    {
        using var key = Unwrap(keyring, wrapped);
        import(key.Span);
    }
}
