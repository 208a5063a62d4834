namespace Qwak.Connectors.Parquet;

/// <summary>
/// Walks a structure in Thrift's compact form (github.com/apache/thrift, doc/specs/thrift-compact-protocol.md) before
/// Parquet.Net reads it. That reader believes every size, takes a field for what it should be whatever it says it is, and does
/// not end where its bytes do: a file could hold a thread for ever, or exhaust the memory or the stack. What passes here, it
/// reads the same way.
/// </summary>
internal ref struct ThriftCheck
{
    // Each is an object in memory: a byte of a file must not become a hundred of ours for ever.
    private const int MostObjects = 1 << 20;

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly Action<string, int, int>? _found;
    private int _at;
    private int _objects;

    private ThriftCheck(ReadOnlySpan<byte> bytes, Action<string, int, int>? found)
    {
        _bytes = bytes;
        _found = found;
    }

    /// <summary>Checks a structure, and returns how many bytes it has.</summary>
    /// <param name="bytes">They begin with it, and may go on after it.</param>
    /// <param name="name">Of the structure (<see cref="ThriftFields"/>).</param>
    /// <param name="found">Gets the integers of 32 bits: their structure, their field, and what they are.</param>
    /// <exception cref="InvalidDataException">It is not what it should be.</exception>
    public static int Check(ReadOnlySpan<byte> bytes, string name, Action<string, int, int>? found = null)
    {
        var check = new ThriftCheck(bytes, found);
        check.Struct(name);
        return check._at;
    }

    private void Struct(string name)
    {
        Count();
        var fields = ThriftFields.Of(name);
        var id = 0L;
        for (var header = Byte(); header != 0; header = Byte())
        {
            var delta = header >> 4;
            id = delta > 0 ? id + delta : Signed(Number(uint.MaxValue));
            if (id is < 0 or > short.MaxValue)
            {
                throw Damaged();
            }

            if (fields.TryGetValue((int)id, out var type))
            {
                Known(type, header & 0xf, name, (int)id);
            }
            else
            {
                Unknown(header & 0xf);
            }
        }
    }

    private void Known(string type, int wire, string name, int id)
    {
        if (!Fits(type, wire))
        {
            throw Damaged();
        }

        if (type[0] == '[')
        {
            List(type[1..]);
        }
        else if (type == "i")
        {
            var number = (int)Signed(Number(uint.MaxValue));
            _found?.Invoke(name, id, number);
        }
        else if (type != "b")
        {
            // A boolean field's value is its type.
            Value(type);
        }
    }

    /// <summary>A field of a later version of the format: skipped where Parquet.Net skips it rightly.</summary>
    private void Unknown(int wire)
    {
        if (wire == 9)
        {
            List(null);
        }
        else if (wire is not (1 or 2))
        {
            Value(Scalar(wire));
        }
    }

    private void List(string? type)
    {
        var header = Byte();
        var size = header >> 4 is not 15 and var few ? (ulong)few : Number(int.MaxValue);
        type ??= Scalar(header & 0xf);
        if (size > (ulong)(_bytes.Length - _at) || !Fits(type, header & 0xf))
        {
            throw Damaged();
        }

        for (; size > 0; size--)
        {
            Count();
            Value(type);
        }
    }

    private void Value(string type)
    {
        switch (type)
        {
            case "y":
                Skip(1);
                break;
            case "i":
                Number(uint.MaxValue);
                break;
            case "l":
                Number(ulong.MaxValue);
                break;
            case "d":
                Skip(8);
                break;
            case "s":
                Skip(Number(int.MaxValue));
                break;
            default:
                Struct(type);
                break;
        }
    }

    private static bool Fits(string type, int wire) => type[0] switch
    {
        'b' => wire is 1 or 2,
        'y' => wire == 3,
        'i' => wire is 4 or 5,
        'l' => wire == 6,
        'd' => wire == 7,
        's' => wire == 8,
        '[' => wire == 9,
        _ => wire == 12,
    };

    private static string Scalar(int wire) => wire switch
    {
        3 => "y",
        4 or 5 => "i",
        6 => "l",
        7 => "d",
        8 => "s",
        _ => throw Damaged(),
    };

    private static long Signed(ulong number) => (long)(number >> 1) ^ -(long)(number & 1);

    private ulong Number(ulong most)
    {
        UInt128 number = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var part = Byte();
            number |= (UInt128)(part & 0x7f) << shift;
            if (number > most || (most <= uint.MaxValue && shift > 28))
            {
                break;
            }

            if (part < 0x80)
            {
                return (ulong)number;
            }
        }

        throw Damaged();
    }

    private byte Byte() => _at < _bytes.Length ? _bytes[_at++] : throw Damaged();

    private void Skip(ulong size) => _at = size <= (ulong)(_bytes.Length - _at) ? _at + (int)size : throw Damaged();

    private void Count() => _objects = _objects < MostObjects ? _objects + 1 : throw Damaged();

    private static InvalidDataException Damaged() => new("A header that is none, or is too large.");
}
