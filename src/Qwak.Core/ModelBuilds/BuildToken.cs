namespace Qwak.Core.ModelBuilds;

/// <summary>The access tokens that a build's key is exchanged for.</summary>
internal static class BuildToken
{
    /// <summary>What they are called where they are redacted.</summary>
    public const string Name = "build-token";

    /// <summary>Short, since the build renews them by itself.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);
}
