using Qwak.Core.Access;
using Qwak.Core.Secrets;

namespace Qwak.Core.ModelBuilds;

/// <summary>What a read under a build's credential needs before its event is committed: the runner knows the value first.</summary>
internal sealed class BuildReads(BuildRunners runners)
{
    private static readonly Refusal NoRunner = Refusal.Unavailable("The build's runner did not confirm that it redacts the value; nothing was released.");

    /// <summary>Passes other callers' answers on as they are.</summary>
    public async Task<Answer<SecretVersion>> RegisterAsync(Caller caller, Answer<SecretVersion> answer)
    {
        if (caller.Grant.BuildId is not { } build)
        {
            return answer;
        }

        var runner = runners.Find(build);
        if (answer.Result.IsRefused)
        {
            runner?.TellRefused(answer.Subject.Name ?? "", answer.Subject.Outcome ?? answer.Result.Refusal.CodeText);
            return answer;
        }

        var version = answer.Result.Value;
        if (runner is not null && await runner.RevealAsync(version.Name, version.Number, version.Value, version.IsSensitive))
        {
            return answer with
            {
                Use = new BuildUse(
                    build, caller.Grant.Scope.EnvironmentId!, version.Name, version.Number, caller.Grant.Principal.Name, caller.Now),
            };
        }

        version.Dispose();
        return new(NoRunner, answer.Subject);
    }
}
