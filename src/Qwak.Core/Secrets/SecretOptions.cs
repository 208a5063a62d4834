namespace Qwak.Core.Secrets;

/// <summary>What is accepted as a secret.</summary>
public sealed class SecretOptions
{
    /// <summary>Most bytes of a value in UTF-8. Default 1 MiB (1048576); 1 to 2 MiB.</summary>
    public int MaximumValueBytes { get; init; } = 1024 * 1024;

    /// <summary>Which names may be created and used. Strict by default.</summary>
    public SecretNameRule NameRule { get; init; } = SecretNameRule.Strict;
}
