using Qwak.Core.Access;

namespace Qwak.Core.ModelBuilds;

/// <summary>What a build's own credential is good for: reading, and only these names. Checked on top of its owner's rights.</summary>
/// <param name="BuildId">The build.</param>
/// <param name="Declared">Names of secrets; none for all.</param>
internal sealed record BuildScope(string BuildId, IReadOnlyList<string> Declared)
{
    /// <summary>What the build's own access tokens are called where they are redacted.</summary>
    public const string TokenName = "build-token";

    /// <summary>Short, since the build renews it by itself.</summary>
    public static readonly TimeSpan TokenLifetime = TimeSpan.FromMinutes(10);

    public const Operation Operations = Operation.List | Operation.Read;

    public bool Permits(string name) => Declared.Count == 0 || Declared.Contains(name);
}
