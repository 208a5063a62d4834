namespace Qwak.Connectors.Network;

/// <summary>The bytes that one use may take in all, whatever they are taken for.</summary>
internal sealed class ByteBudget(long limit)
{
    private long _taken;

    /// <exception cref="ConnectorException">There are no more.</exception>
    public void Take(long bytes)
    {
        _taken += bytes;
        if (_taken > limit)
        {
            throw BoundedStream.TooLarge(limit);
        }
    }
}
