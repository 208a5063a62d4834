namespace Qwak.Core.Tests.Service;

/// <summary>Chance that is the same again for the same seed (SplitMix64), for tests whose failures must be repeatable.</summary>
internal sealed class Chance(int seed)
{
    private ulong _state = (ulong)seed;

    /// <summary>A number from 0 up to but without the bound.</summary>
    public int Next(int bound)
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return (int)((z ^ (z >> 31)) % (ulong)bound);
    }
}
