using System.Globalization;

namespace Qwak.Core.Audit;

/// <summary>How far the chains were read: as text <c>WRITER:SEQUENCE,…</c>, behind which a stream goes on without loss or repetition.</summary>
internal sealed class AuditPositions
{
    private readonly SortedDictionary<int, long> _read = [];

    public AuditPositions(IEnumerable<AuditHead> heads)
    {
        foreach (var head in heads)
        {
            _read[head.Writer] = head.Sequence;
        }
    }

    public long this[int writer]
    {
        get => _read.GetValueOrDefault(writer);
        set => _read[writer] = value;
    }

    /// <summary>Null when it is no such text.</summary>
    public static AuditPositions? Parse(string text)
    {
        var positions = new AuditPositions([]);
        foreach (var position in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (position.Split(':') is not [var writer, var sequence]
                || !int.TryParse(writer, NumberStyles.None, CultureInfo.InvariantCulture, out var w)
                || !long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var s))
            {
                return null;
            }

            positions[w] = s;
        }

        return positions;
    }

    public override string ToString() =>
        string.Join(',', _read.Select(read => string.Create(CultureInfo.InvariantCulture, $"{read.Key}:{read.Value}")));
}
