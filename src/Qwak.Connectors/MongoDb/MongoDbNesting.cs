using System.Buffers.Binary;

namespace Qwak.Connectors.MongoDb;

/// <summary>
/// How deep a document is, found without recursion (https://bsonspec.org): the driver reads one by calling itself for each
/// level, and a document of some megabytes can have as many levels as end the process.
/// </summary>
internal ref struct MongoDbNesting
{
    /// <summary>MongoDB documents no more, and the driver writes no more as JSON.</summary>
    public const int MostLevels = 100;

    private readonly ReadOnlySpan<byte> _document;
    private int _position;

    private MongoDbNesting(ReadOnlySpan<byte> document) => _document = document;

    /// <exception cref="ConnectorException">It is deeper than the levels allowed.</exception>
    /// <exception cref="FormatException">It is no document.</exception>
    public static void Check(ReadOnlySpan<byte> document) => new MongoDbNesting(document).Check();

    private void Check()
    {
        Skip(4);
        for (var levels = 1; levels > 0;)
        {
            var type = Take(1)[0];
            if (type == 0)
            {
                levels--;
                continue;
            }

            SkipText();
            if (Enter(type) && ++levels > MostLevels)
            {
                throw new ConnectorException(ConnectorFailure.Protocol, $"A document has more than {MostLevels} levels, which is not read.");
            }
        }
    }

    /// <summary>Passes over a value, or over the beginning of one that is a document itself: true.</summary>
    private bool Enter(byte type)
    {
        switch (type)
        {
            case 0x03 or 0x04: // document, array
                Skip(4);
                return true;
            case 0x0f: // code, with a document as its scope
                Skip(4);
                Skip(Length());
                Skip(4);
                return true;
            case 0x02 or 0x0d or 0x0e: // string, code, symbol
                Skip(Length());
                return false;
            case 0x05: // binary, with a byte for its kind
                Skip(Length() + 1L);
                return false;
            case 0x0b: // regular expression
                SkipText();
                SkipText();
                return false;
            case 0x0c: // pointer
                Skip(Length() + 12L);
                return false;
            default:
                Skip(type switch
                {
                    0x06 or 0x0a or 0x7f or 0xff => 0, // undefined, null, the greatest and the least key
                    0x08 => 1, // boolean
                    0x10 => 4, // int
                    0x01 or 0x09 or 0x11 or 0x12 => 8, // double, date, timestamp, long
                    0x07 => 12, // object id
                    0x13 => 16, // decimal
                    _ => throw new FormatException("A value of a type that BSON does not have."),
                });
                return false;
        }
    }

    private int Length() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    private void SkipText()
    {
        var length = _document[_position..].IndexOf((byte)0);
        Skip(length < 0 ? throw new FormatException("A text without its end.") : length + 1L);
    }

    private void Skip(long length) => Take(length);

    private ReadOnlySpan<byte> Take(long length)
    {
        if (length < 0 || length > _document.Length - _position)
        {
            throw new FormatException("A document that is cut short.");
        }

        var taken = _document.Slice(_position, (int)length);
        _position += (int)length;
        return taken;
    }
}
