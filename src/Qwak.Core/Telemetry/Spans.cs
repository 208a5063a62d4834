using System.Diagnostics;
using Qwak.Core.Access;
using Qwak.Core.Audit;

namespace Qwak.Core.Telemetry;

/// <summary>
/// The spans of operations. What they tell is what the audit event tells, which holds no value and no text that a caller
/// made up. Nothing is made while nobody listens.
/// </summary>
internal static class Spans
{
    public static readonly ActivitySource Source = new(StoreTelemetry.Name);

    public static Activity? Begin(string action, Door door)
    {
        var span = Source.StartActivity(action);
        span?.SetTag("qwak.action", action).SetTag("qwak.door", Word(door));
        return span;
    }

    /// <summary>The wait for the group commit.</summary>
    public static Activity? BeginCommit() => Source.StartActivity("commit");

    /// <summary>Puts what an operation came to on its span.</summary>
    public static void Describe(this Activity span, AuditEvent auditEvent)
    {
        span.SetTag("qwak.outcome", auditEvent.Outcome).SetTag("qwak.environment", auditEvent.Environment)
            .SetTag("qwak.name", auditEvent.Name).SetTag("qwak.version", auditEvent.Version);
        if (auditEvent.Outcome is not (AuditEvent.Succeeded or AuditEvent.Unchanged))
        {
            span.SetStatus(ActivityStatusCode.Error, auditEvent.Outcome);
        }
    }

    public static string Word(Door door) => door switch
    {
        Door.Rest => "rest",
        Door.Grpc => "grpc",
        Door.Ui => "ui",
    };
}
