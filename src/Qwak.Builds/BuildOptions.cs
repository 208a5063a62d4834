using Qwak.Builds.Sources;

namespace Qwak.Builds;

/// <summary>What is built, and with what.</summary>
internal sealed record BuildOptions
{
    /// <summary>A folder, a single C# file, or a git address.</summary>
    public required string Source { get; init; }

    public required string ModelId { get; init; }

    /// <summary>Names of the secrets that the build may read; none for all that the caller may.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    public GitOptions Git { get; init; } = new();

    /// <summary>A secret with the key of a GCP service account, given to the build as a file.</summary>
    public string? ServiceAccountKeySecretName { get; init; }

    /// <summary>Variables of the build, NAME=VALUE; the value <c>secret.NAME</c> stands for a secret.</summary>
    public IReadOnlyList<string> EnvironmentVariables { get; init; } = [];

    /// <summary>The interpreter of a Python model.</summary>
    public string Python { get; init; } = "python3";

    /// <summary>Whether a Python model gets an environment of its own from its requirements.txt.</summary>
    public bool Install { get; init; }

    /// <summary>Where the build puts what it makes.</summary>
    public string? OutputFolder { get; init; }

    /// <summary>Serves the model on this port of the machine instead of building it.</summary>
    public int? ServingPort { get; init; }

    /// <summary>Whether the model runs apart from the rest of its user's machine.</summary>
    public bool Isolate { get; init; }

    public TimeSpan? TimeLimit { get; init; }
}
