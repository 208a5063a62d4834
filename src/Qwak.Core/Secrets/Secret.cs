using Qwak.Core.Audit;
using Qwak.Core.Encryption;
using Qwak.Core.Environments;

namespace Qwak.Core.Secrets;

/// <summary>A named thing with numbered versions in one environment; never the text itself.</summary>
internal sealed record Secret
{
    public required string Id { get; init; }

    public required string EnvironmentId { get; init; }

    public required string Name { get; init; }

    public required int CurrentVersion { get; init; }

    /// <summary>The versions that may be read unless the secret itself is deleted.</summary>
    public required ReadableVersions Readable { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public required string UpdatedBy { get; init; }

    public DateTimeOffset? DeletedAt { get; init; }

    public SecretDetails Details { get; init; } = SecretDetails.None;

    /// <summary>Where it may be sent when a part of the service uses it; empty when nobody has said.</summary>
    public IReadOnlyList<Destination> Destinations { get; init; } = [];

    /// <summary>The destinations as stored; null for none.</summary>
    public string? DestinationText => Destinations.Count == 0 ? null : string.Join(' ', Destinations);

    /// <summary>How often the row was changed, this state included.</summary>
    public required long Revision { get; init; }

    public bool IsDeleted => DeletedAt is not null;

    /// <summary>The row's state for the audit event of the change that made it.</summary>
    public RowRevision Row => new(Id, Revision);

    /// <summary>Where the value of a version belongs.</summary>
    public VersionPlace Place(int version) => new(EnvironmentId, Id, Name, version);

    /// <summary>All that the row's MAC covers. Destinations only when there are any: rows are older than they.</summary>
    public FieldWriter Fields() => DestinationText is { } destinations ? Body().Text(destinations) : Body();

    /// <summary>What is no destination is left out: the MAC then tells that the row was altered.</summary>
    public static IReadOnlyList<Destination> ParseDestinations(string? text) => text is null
        ? []
        : [.. text.Split(' ').Select(part => Destination.TryParse(part, out var destination, out _) ? destination : null).OfType<Destination>()];

    private FieldWriter Body() => Details.AddTo(new FieldWriter()
        .Text("qwak/secret").Text(Id).Text(EnvironmentId).Text(Name).Number(CurrentVersion).Text(Readable.Stored)
        .Number(CreatedAt.ToUnixTimeMilliseconds()).Text(CreatedBy).Number(UpdatedAt.ToUnixTimeMilliseconds()).Text(UpdatedBy)
        .Number(DeletedAt?.ToUnixTimeMilliseconds() ?? -1).Number(Revision));

    public SecretProperties Properties(SecretEnvironment environment) =>
        new(Name, environment.Name, CurrentVersion, CreatedAt, UpdatedAt, CreatedBy, UpdatedBy, Details.IsSensitive)
        {
            Description = Details.Description,
            Owner = Details.Owner,
            Tags = Details.Tags,
            ExpiresAt = Details.ExpiresAt,
            DeletedAt = DeletedAt,
        };
}
