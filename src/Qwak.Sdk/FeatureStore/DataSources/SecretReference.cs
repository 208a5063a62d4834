namespace Qwak.FeatureStore.DataSources;

/// <summary>A secret that a source uses.</summary>
/// <param name="Role">What it is to the source: <c>username</c>, <c>password</c>, <c>pem_private_key</c>, or the key of a Kafka setting.</param>
/// <param name="Name">Name of the secret.</param>
public sealed record SecretReference(string Role, string Name);
