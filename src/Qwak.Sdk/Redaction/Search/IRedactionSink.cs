namespace Qwak.Redaction.Search;

/// <summary>Takes what comes out of a <see cref="RedactionPass"/>, in order.</summary>
internal interface IRedactionSink
{
    /// <summary>These bytes hold no secret.</summary>
    void Pass(ReadOnlySpan<byte> clean);

    /// <summary>Here stood a secret.</summary>
    void Redact(long offset, long length, Pattern pattern);
}
