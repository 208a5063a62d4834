namespace Qwak.Core.Access;

/// <summary>How many logins may fail; what is spent comes back evenly within <see cref="FailedLogins.Window"/>.</summary>
internal sealed record FailedLoginOptions
{
    /// <summary>From one address (IPv6: from one /64).</summary>
    public int PerAddress { get; init; } = 100;

    /// <summary>With one key's id, from one address.</summary>
    public int PerKey { get; init; } = 10;
}
