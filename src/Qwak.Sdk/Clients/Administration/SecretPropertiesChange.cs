namespace Qwak.Clients.Administration;

/// <summary>A change of what is said of a secret. What is null stays as it is.</summary>
public sealed class SecretPropertiesChange
{
    /// <summary>What it is for: one line of up to 500 characters; empty removes it.</summary>
    public string? Description { get; set; }

    /// <summary>Who answers for it: one line of up to 100 characters; empty removes it.</summary>
    public string? Owner { get; set; }

    /// <summary>Up to 20 words to find it by, in place of those that are there; empty removes them.</summary>
    public IReadOnlyList<string>? Tags { get; set; }

    /// <summary>When its value should have been replaced.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>Takes the expiry away.</summary>
    public bool NeverExpires { get; set; }

    /// <summary>False for a value that need not be hidden in logs.</summary>
    public bool? IsSensitive { get; set; }

    /// <summary>Whether there is anything to change.</summary>
    internal bool IsEmpty => Description is null && Owner is null && Tags is null && ExpiresAt is null && !NeverExpires && IsSensitive is null;
}
