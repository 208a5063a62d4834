using System.Security.Cryptography;
using Qwak.Core.Encryption;

namespace Qwak.Core.Audit;

/// <summary>
/// One operation, allowed or denied, with its true outcome. Never a value. Its hash is SHA-256 over the previous
/// event's hash and this event's fields in order, as <see cref="FieldWriter"/> writes them; the row only when there is one.
/// </summary>
internal sealed record AuditEvent
{
    public const string Succeeded = "ok";

    /// <summary>It succeeded and there was nothing to change.</summary>
    public const string Unchanged = "unchanged";

    /// <summary>Stands for a row that somebody else filled with what no event holds.</summary>
    public static readonly AuditEvent Unreadable = new() { Time = default, Action = "[unreadable]", Outcome = "[unreadable]" };

    public required DateTimeOffset Time { get; init; }

    public string? PrincipalId { get; init; }

    public string? Principal { get; init; }

    /// <summary>Which credential was used: <c>key:</c> or <c>token:</c> and its id; of <c>secret.use</c> also what the value was used for.</summary>
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

    /// <summary>The row that this event changed; null when it changed none that is sealed.</summary>
    public RowRevision? Row { get; init; }

    public byte[] Hash(ReadOnlySpan<byte> previous, int writer, long sequence, FieldWriter scratch) =>
        SHA256.HashData(Write(scratch.Clear(), previous, writer, sequence).Written);

    /// <summary>Whether this is the hash of the event at that place. Over many events, without an allocation for each.</summary>
    public bool HasHash(ReadOnlySpan<byte> hash, ReadOnlySpan<byte> previous, int writer, long sequence, FieldWriter scratch)
    {
        Span<byte> computed = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Write(scratch.Clear(), previous, writer, sequence).Written, computed);
        return computed.SequenceEqual(hash);
    }

    private FieldWriter Write(FieldWriter fields, ReadOnlySpan<byte> previous, int writer, long sequence)
    {
        fields
            .Bytes(previous).Number(writer).Number(sequence).Number(Time.ToUnixTimeMilliseconds())
            .Text(PrincipalId).Text(Principal).Text(Credential).Text(Action).Text(Environment).Text(Name).Number(Version ?? -1)
            .Text(Outcome).Text(Address).Text(RequestId).Number(Count);
        return Row is { } row ? fields.Text(row.Id).Number(row.Revision) : fields;
    }
}

/// <summary>Which state of a mutable row: its random id, and how often it was changed. Each change is one event.</summary>
internal readonly record struct RowRevision(string Id, long Revision);
