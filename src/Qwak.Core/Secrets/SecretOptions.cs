namespace Qwak.Core.Secrets;

/// <summary>What is accepted as a secret, and how long what is gone can be had back.</summary>
public sealed class SecretOptions
{
    /// <summary>Most bytes of a value in UTF-8. Default 1 MiB (1048576); 1 to 2 MiB.</summary>
    public int MaximumValueBytes { get; init; } = 1024 * 1024;

    /// <summary>The refusal of a larger one.</summary>
    internal Refusal TooLarge => new(RefusalCode.ValueTooLarge, $"A value has at most {MaximumValueBytes} bytes of UTF-8.");

    /// <summary>Which names may be created and used. Strict by default.</summary>
    public SecretNameRule NameRule { get; init; } = SecretNameRule.Strict;

    /// <summary>How many versions of a secret are kept, the current one included; older ones are destroyed by the next set. Default 10; 1 to 100.</summary>
    public int KeptVersions { get; init; } = 10;

    /// <summary>How long a deleted secret can be restored before it is destroyed. Default 7 days.</summary>
    public TimeSpan DeletedRetention { get; init; } = TimeSpan.FromDays(7);
}
