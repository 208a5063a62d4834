using System.Security.Cryptography;
using Qwak.Core.Encryption;

namespace Qwak.Core.Recovery;

/// <summary>
/// What a table holds, in whatever order it is read: the number of its rows, and the exclusive or of their hashes. Rows have
/// keys, so no two of a table are equal and cancel each other. Against faults of copying, not against an enemy.
/// </summary>
internal sealed class RowDigest
{
    private readonly byte[] _sum = new byte[SHA256.HashSizeInBytes];
    private readonly FieldWriter _fields = new(1024);

    public long Rows { get; private set; }

    public void Add(object?[] row)
    {
        _fields.Clear();
        foreach (var value in row)
        {
            _ = value switch
            {
                null => _fields.Number(0),
                long number => _fields.Number(1).Number(number),
                string text => _fields.Number(2).Text(text),
                byte[] bytes => _fields.Number(3).Number(bytes.Length).Bytes(bytes),
                _ => throw new ArgumentException(value.GetType().Name, nameof(row)),
            };
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(_fields.Written, hash);
        for (var i = 0; i < hash.Length; i++)
        {
            _sum[i] ^= hash[i];
        }

        Rows++;
    }

    public bool IsSameAs(RowDigest other) => Rows == other.Rows && _sum.AsSpan().SequenceEqual(other._sum);
}
