using Qwak.Core.Access;
using Qwak.Core.Audit;
using Qwak.Core.Environments;

namespace Qwak.Core.Secrets;

/// <summary>Which secret a request means: where, and the validated name.</summary>
internal sealed record SecretTarget(SecretEnvironment Environment, SecretName Name)
{
    /// <summary>Finds the target, and what to record of it whether or not it is good.</summary>
    public static (Result<SecretTarget> Target, Subject Subject) Locate(
        Caller caller, string? environment, string? name, SecretNameRule rule)
    {
        var resolved = caller.Resolve(environment);
        if (!SecretName.TryParse(name, out var parsed, out var error, rule))
        {
            return (new Refusal(RefusalCode.InvalidName, error), new Subject(resolved.Value?.Name, RecordedName.Of(name, isValid: false)));
        }

        var subject = new Subject(resolved.Value?.Name, parsed.Text);
        return resolved.IsRefused
            ? (resolved.Refusal, subject)
            : (new SecretTarget(resolved.Value, parsed), subject);
    }
}
