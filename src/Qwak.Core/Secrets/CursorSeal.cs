using System.Buffers.Text;
using System.Text;
using Qwak.Core.Encryption;

namespace Qwak.Core.Secrets;

/// <summary>Hides a position in a list from who goes on from it: it may be at a secret that they may not know of.</summary>
internal sealed class CursorSeal(LockedBytes key) : IDisposable
{
    // In no name, and in no time.
    private const char Mark = '~';

    private static readonly byte[] Place = Encoding.UTF8.GetBytes("qwak/list-cursor");

    public SecretCursor Seal(SecretCursor cursor) => new(
        Mark + Base64Url.EncodeToString(SealedBox.Seal(key.Span, Encoding.UTF8.GetBytes($"{cursor.Key}\n{cursor.Id}"), Place)),
        new string('0', RandomId.Length));

    /// <summary>The position that was sealed; any other one as it is.</summary>
    public SecretCursor? Open(SecretCursor? cursor)
    {
        if (cursor is null || !cursor.Key.StartsWith(Mark) || !Base64Url.IsValid(cursor.Key.AsSpan(1)))
        {
            return cursor;
        }

        try
        {
            var box = Base64Url.DecodeFromChars(cursor.Key.AsSpan(1));
            var text = new byte[SealedBox.PlaintextLength(box)];
            SealedBox.Open(key.Span, box, Place, text);
            return Encoding.UTF8.GetString(text).Split('\n') is [var position, var id] ? new SecretCursor(position, id) : cursor;
        }
        catch (IntegrityException)
        {
            // Made up by the caller: a position like another, behind all names.
            return cursor;
        }
    }

    public void Dispose() => key.Dispose();
}
