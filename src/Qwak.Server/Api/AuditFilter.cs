using Qwak.Core.Audit;

namespace Qwak.Server.Api;

/// <summary>The filters of a list and of a stream of events: all given ones must match.</summary>
/// <param name="Principal">Name of who asked.</param>
/// <param name="Action">What was asked, such as <c>secret.read</c>.</param>
/// <param name="Environment">Name of the environment.</param>
/// <param name="Name">What it was asked of.</param>
/// <param name="Outcome"><c>ok</c>, <c>unchanged</c>, or the code of a refusal.</param>
/// <param name="Credential"><c>key:ID</c> or <c>token:ID</c>.</param>
/// <param name="Since">From this time on.</param>
/// <param name="Until">Before this time.</param>
internal sealed record AuditFilter(
    string? Principal, string? Action, string? Environment, string? Name, string? Outcome, string? Credential,
    DateTimeOffset? Since, DateTimeOffset? Until)
{
    public AuditQuery ToQuery() => new()
    {
        Principal = Principal,
        Action = Action,
        Environment = Environment,
        Name = Name,
        Outcome = Outcome,
        Credential = Credential,
        Since = Since,
        Until = Until,
    };
}
