namespace Qwak.Core.Audit;

/// <summary>The places of a chain that checkpoints fit: the last one, and as many spread over the others as a picture has room for.</summary>
internal sealed class SignedPlaces
{
    private const int Most = 100;

    private readonly List<long> _some = [];
    private int _step = 1;
    private int _passed;

    public IReadOnlyList<long> Some => _some;

    public long Last { get; private set; }

    public void Add(long sequence)
    {
        Last = sequence;
        if (_passed++ % _step != 0)
        {
            return;
        }

        _some.Add(sequence);
        if (_some.Count > Most)
        {
            // Every other one goes, and from now on only every other one comes.
            var kept = _some.Where((_, index) => index % 2 == 0).ToList();
            _some.Clear();
            _some.AddRange(kept);
            _step *= 2;
        }
    }
}
