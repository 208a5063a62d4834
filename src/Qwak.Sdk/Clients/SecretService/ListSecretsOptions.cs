namespace Qwak.Clients.SecretService;

/// <summary>Which secrets to list, and in which order.</summary>
public sealed class ListSecretsOptions
{
    /// <summary>Part of the name; null: all.</summary>
    public string? Filter { get; set; }

    /// <summary>What to sort by; the name by default.</summary>
    public SecretSort Sort { get; set; }

    /// <summary>Whether the order is reversed.</summary>
    public bool Descending { get; set; }

    /// <summary>Lists the deleted secrets that can still be restored, instead of the others.</summary>
    public bool Deleted { get; set; }

    /// <summary>How many are asked for at a time; 100 by default.</summary>
    public int PageSize { get; set; } = 100;
}
