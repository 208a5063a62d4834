using System.Text.Json.Serialization;

namespace Qwak;

/// <summary>What an import of secrets did, or would do.</summary>
/// <param name="Applied">False for a plan: nothing was changed.</param>
/// <param name="Items">The secrets in the order given.</param>
public sealed record SecretImport(bool Applied, IReadOnlyList<SecretImportChange> Items);

/// <summary>What an import does to one secret.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Change">What becomes of it.</param>
/// <param name="Version">Number of its current version afterwards.</param>
public sealed record SecretImportChange(string Name, SecretChange Change, int Version);

/// <summary>What a set does to a secret.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SecretChange>))]
public enum SecretChange
{
    /// <summary>It is new, or was deleted.</summary>
    [JsonStringEnumMemberName("created")]
    Created,

    /// <summary>The value becomes its next version.</summary>
    [JsonStringEnumMemberName("updated")]
    Updated,

    /// <summary>The value is its current one already.</summary>
    [JsonStringEnumMemberName("unchanged")]
    Unchanged,
}
