using Qwak.Core.Encryption;
using Qwak.Core.Environments;

namespace Qwak.Core.Secrets;

/// <summary>A named thing with numbered versions in one environment; never the text itself.</summary>
internal sealed record Secret(
    string Id,
    string EnvironmentId,
    string Name,
    int CurrentVersion,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    DateTimeOffset UpdatedAt,
    string UpdatedBy,
    DateTimeOffset? DeletedAt)
{
    public bool IsDeleted => DeletedAt is not null;

    /// <summary>Where the value of a version belongs.</summary>
    public VersionPlace Place(int version) => new(EnvironmentId, Id, Name, version);

    public SecretProperties Properties(SecretEnvironment environment) =>
        new(Name, environment.Name, CurrentVersion, CreatedAt, UpdatedAt, CreatedBy, UpdatedBy);
}
