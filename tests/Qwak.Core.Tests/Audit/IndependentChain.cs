using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Qwak.Core.Tests.Service;

namespace Qwak.Core.Tests.Audit;

/// <summary>
/// The audit chain by another hand: from the rows alone and the words of the documentation, with nothing of the
/// service's code. What an auditor would write.
/// </summary>
internal static class IndependentChain
{
    private static readonly string[] Fields =
    [
        "#writer", "#sequence", "#time", "principal_id", "principal", "credential", "action", "environment", "name", "#version", "outcome",
        "address", "request_id", "#count",
    ];

    public static async Task VerifyAsync(StorePlace place) => Assert.Null(await FirstBadAsync(place));

    /// <summary>The first event that does not fit its chain, as <c>writer:sequence</c>; null when all do.</summary>
    public static async Task<string?> FirstBadAsync(StorePlace place)
    {
        var rows = await place.QueryAsync<dynamic>("SELECT * FROM audit_event ORDER BY writer, sequence");
        var starts = string.Join(' ', await place.QueryAsync<string>("SELECT starts FROM audit_cut")).Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(start => start.Split(':')).ToDictionary(
                start => long.Parse(start[0], null), start => (Sequence: long.Parse(start[1], null), Hash: Convert.FromHexString(start[2])));
        var (writer, expected, previous) = (0L, 1L, new byte[32]);
        foreach (IDictionary<string, object?> row in rows)
        {
            if ((long)row["writer"]! != writer)
            {
                writer = (long)row["writer"]!;
                (expected, previous) = starts.TryGetValue(writer, out var start) ? (start.Sequence + 1, start.Hash) : (1, new byte[32]);
            }

            var hash = Hash(previous, row);
            if ((long)row["sequence"]! != expected || !hash.AsSpan().SequenceEqual((byte[])row["hash"]!))
            {
                return $"{writer}:{expected}";
            }

            (expected, previous) = (expected + 1, hash);
        }

        return null;
    }

    private static byte[] Hash(byte[] previous, IDictionary<string, object?> row)
    {
        using var bytes = new MemoryStream();
        bytes.Write(previous);
        foreach (var field in row["row_id"] is null ? Fields : [.. Fields, "row_id", "#revision"])
        {
            var value = row[field.TrimStart('#')];
            if (field[0] == '#')
            {
                var number = new byte[8];
                BinaryPrimitives.WriteInt64BigEndian(number, value is null ? -1 : (long)value);
                bytes.Write(number);
            }
            else
            {
                var text = value is null ? null : Encoding.UTF8.GetBytes((string)value);
                var length = new byte[4];
                BinaryPrimitives.WriteInt32BigEndian(length, text?.Length ?? -1);
                bytes.Write(length);
                bytes.Write(text ?? []);
            }
        }

        return SHA256.HashData(bytes.ToArray());
    }
}
