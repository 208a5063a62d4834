namespace Qwak.Core.Secrets;

/// <summary>What a secret is used for.</summary>
/// <param name="UsedFor">A kind and an id of ours, such as <c>datasource:ID</c>; recorded with the credential.</param>
/// <param name="DefinedBy">Id of the principal who said where the value goes; null for the caller.</param>
/// <param name="SourceId">Id of the registered data source that it is used for, in whose lineage the use is written.</param>
internal sealed record SecretPurpose(string UsedFor, string? DefinedBy, string? SourceId = null);
