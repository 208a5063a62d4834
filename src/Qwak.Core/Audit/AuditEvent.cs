using System.Buffers;
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
        var buffer = new ArrayBufferWriter<byte>(512);
        buffer.Write(previous);
        Number(buffer, writer);
        Number(buffer, sequence);
        Number(buffer, Time.ToUnixTimeMilliseconds());
        Text(buffer, PrincipalId);
        Text(buffer, Principal);
        Text(buffer, Credential);
        Text(buffer, Action);
        Text(buffer, Environment);
        Text(buffer, Name);
        Number(buffer, Version ?? -1);
        Text(buffer, Outcome);
        Text(buffer, Address);
        Text(buffer, RequestId);
        Number(buffer, Count);
        return SHA256.HashData(buffer.WrittenSpan);
    }

    private static void Number(ArrayBufferWriter<byte> buffer, long number)
    {
        BinaryPrimitives.WriteInt64BigEndian(buffer.GetSpan(sizeof(long)), number);
        buffer.Advance(sizeof(long));
    }

    private static void Text(ArrayBufferWriter<byte> buffer, string? text)
    {
        var span = buffer.GetSpan(sizeof(int) + (text is null ? 0 : Encoding.UTF8.GetMaxByteCount(text.Length)));
        var length = text is null ? -1 : Encoding.UTF8.GetBytes(text, span[sizeof(int)..]);
        BinaryPrimitives.WriteInt32BigEndian(span, length);
        buffer.Advance(sizeof(int) + Math.Max(0, length));
    }
}
