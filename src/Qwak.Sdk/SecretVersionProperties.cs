using System.Text.Json.Serialization;

namespace Qwak;

/// <summary>One version of a secret, without its value.</summary>
/// <param name="Version">Its number, from 1.</param>
/// <param name="State">Whether it can be read.</param>
/// <param name="CreatedAt">When it was set, UTC.</param>
/// <param name="CreatedBy">Name of the principal who set it.</param>
/// <param name="DeletedAt">When it was deleted, UTC; null while it is not. Until its retention is over it can be restored.</param>
public sealed record SecretVersionProperties(
    int Version, SecretVersionState State, DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset? DeletedAt = null);

/// <summary>Whether a version can be read.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SecretVersionState>))]
public enum SecretVersionState
{
    /// <summary>It is what a read without a version gets.</summary>
    [JsonStringEnumMemberName("current")]
    Current,

    /// <summary>It can be read by its number.</summary>
    [JsonStringEnumMemberName("readable")]
    Readable,

    /// <summary>It cannot be read until it is restored.</summary>
    [JsonStringEnumMemberName("deleted")]
    Deleted,
}
