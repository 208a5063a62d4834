namespace Qwak.Redaction.Search;

/// <summary>Collects where secrets stand.</summary>
internal sealed class MatchList : IRedactionSink
{
    public List<RedactionMatch> Matches { get; } = [];

    public void Pass(ReadOnlySpan<byte> clean)
    {
        // Only the places are wanted.
    }

    public void Redact(long offset, long length, Pattern pattern) =>
        Matches.Add(new RedactionMatch(offset, length, pattern.Name, pattern.Form));
}
