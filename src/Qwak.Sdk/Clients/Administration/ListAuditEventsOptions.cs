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

    /// <summary>Name of the environment.</summary>
    public string? Environment { get; set; }

    /// <summary><c>ok</c>, <c>unchanged</c>, or the code of a refusal.</summary>
    public string? Outcome { get; set; }

    /// <summary>Which credential was used: <c>key:ID</c> or <c>token:ID</c>.</summary>
    public string? Credential { get; set; }

    /// <summary>From this time on.</summary>
    public DateTimeOffset? Since { get; set; }

    /// <summary>Before this time.</summary>
    public DateTimeOffset? Until { get; set; }
}
