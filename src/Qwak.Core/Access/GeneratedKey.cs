namespace Qwak.Core.Access;

/// <summary>A new API key on its way to its owner: the only time that its text is there.</summary>
internal sealed class GeneratedKey(string id, string text, string user, string? environmentId, DateTimeOffset? expiresAt)
{
    public string Id => id;

    public string Text => text;

    public string User => user;

    public string? EnvironmentId => environmentId;

    public DateTimeOffset? ExpiresAt => expiresAt;

    public override string ToString() => $"API key {id}: [redacted]";
}
