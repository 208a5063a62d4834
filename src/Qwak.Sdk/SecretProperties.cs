namespace Qwak;

/// <summary>Everything about a secret except its value: there is no field that could hold one.</summary>
/// <param name="Name">The secret's name.</param>
/// <param name="Environment">Name of the environment that it belongs to.</param>
/// <param name="Version">Number of the current version, from 1.</param>
/// <param name="CreatedAt">When the secret was first set, UTC.</param>
/// <param name="UpdatedAt">When the current version was set, UTC.</param>
/// <param name="CreatedBy">Name of the principal who first set it.</param>
/// <param name="UpdatedBy">Name of the principal who set the current version.</param>
public sealed record SecretProperties(
    string Name,
    string Environment,
    int Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    string CreatedBy,
    string UpdatedBy);
