namespace Qwak.Core.ModelBuilds;

/// <summary>A build that has just been started, with the key of its child process: the only time that the key's text is there.</summary>
internal sealed class StartedBuild(string id, string key, string environment)
{
    public string Id => id;

    public string Key => key;

    /// <summary>Name of the environment.</summary>
    public string Environment => environment;

    public override string ToString() => $"{id} [redacted]";
}
