namespace Qwak.Core.Encryption;

/// <summary>The one place where an encrypted value belongs; a value that was moved elsewhere does not open.</summary>
internal readonly record struct VersionPlace(string EnvironmentId, string SecretId, string Name, int Version);
