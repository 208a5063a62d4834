namespace Qwak.Core.Access;

/// <summary>Bounds of what a principal may ask.</summary>
internal sealed class AccessOptions
{
    public const int MostRequestsPerSecond = 1_000_000;

    /// <summary>Requests of one principal in a second, that many at once. Default 50000; 1 to 1000000.</summary>
    public int RequestsPerSecond { get; init; } = 50_000;
}
