namespace Qwak.Core.Encryption;

/// <summary>A key of the service under a key-encryption key, as it is stored.</summary>
internal sealed record WrappedServiceKey(string Id, string Purpose, string KeyId, byte[] Wrapped);
