using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Qwak.Core.Audit;

/// <summary>
/// One operation, allowed or denied, with its true outcome. Never a value. Its hash is SHA-256 over the previous
/// event's hash and this event's fields in order, each text behind its length in bytes (32-bit big-endian, -1 for
/// none), numbers as 64-bit big-endian.
/// </summary>
internal sealed record AuditEvent
{
    public const string Succeeded = "ok";

    public required DateTimeOffset Time { get; init; }

    public string? PrincipalId { get; init; }

    public string? Principal { get; init; }

    /// <summary>Which credential was used: <c>key:</c> or <c>token:</c> and its id.</summary>
    public string? Credential { get; init; }

    public required string Action { get; init; }

    /// <summary>Name of the environment.</summary>
    public string? Environment { get; init; }

    /// <summary>What it was asked of: a secret's name, a key's id.</summary>
    public string? Name { get; init; }

    public int? Version { get; init; }

    public string Outcome { get; init; } = Succeeded;

    public string? Address { get; init; }

    public string? RequestId { get; init; }

    /// <summary>How many like events this one stands for.</summary>
    public int Count { get; init; } = 1;

    public byte[] Hash(ReadOnlySpan<byte> previous, int writer, long sequence)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(previous);
        Number(hash, writer);
        Number(hash, sequence);
        Number(hash, Time.ToUnixTimeMilliseconds());
        Text(hash, PrincipalId);
        Text(hash, Principal);
        Text(hash, Credential);
        Text(hash, Action);
        Text(hash, Environment);
        Text(hash, Name);
        Number(hash, Version ?? -1);
        Text(hash, Outcome);
        Text(hash, Address);
        Text(hash, RequestId);
        Number(hash, Count);
        return hash.GetHashAndReset();
    }

    private static void Number(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        hash.AppendData(bytes);
    }

    private static void Text(IncrementalHash hash, string? text)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        if (text is null)
        {
            BinaryPrimitives.WriteInt32BigEndian(length, -1);
            hash.AppendData(length);
            return;
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
