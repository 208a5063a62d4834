namespace Qwak.Clients.Administration;

/// <summary>Which audit events to list. What is null does not restrict.</summary>
public sealed class ListAuditEventsOptions
{
    /// <summary>At most so many, the newest; null: all.</summary>
    public int? Limit { get; set; }

    /// <summary>Name of who asked.</summary>
    public string? Principal { get; set; }

    /// <summary>What was asked, such as <c>secret.read</c>.</summary>
    public string? Action { get; set; }

    /// <summary>What it was asked of: a secret's name, a key's id.</summary>
    public string? Name { get; set; }
}
