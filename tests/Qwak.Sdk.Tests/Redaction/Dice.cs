namespace Qwak.Sdk.Tests.Redaction;

/// <summary>Chance that can be had again: the same seed throws the same (SplitMix64).</summary>
internal sealed class Dice(ulong seed)
{
    private ulong _state = seed;

    /// <summary>0 to <paramref name="sides"/> - 1.</summary>
    public int Throw(int sides)
    {
        _state += 0x9E3779B97F4A7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return (int)((z ^ (z >> 31)) % (ulong)sides);
    }

    public bool OneIn(int sides) => Throw(sides) == 0;

    public T Of<T>(IReadOnlyList<T> choices) => choices[Throw(choices.Count)];

    /// <summary>A text of an alphabet.</summary>
    public string Text(string alphabet, int shortest, int longest)
    {
        var length = shortest + Throw(longest - shortest + 1);
        return string.Create(length, this, (text, dice) =>
        {
            foreach (ref var c in text)
            {
                c = alphabet[dice.Throw(alphabet.Length)];
            }
        });
    }
}
