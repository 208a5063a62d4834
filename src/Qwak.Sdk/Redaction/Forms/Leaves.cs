using System.Text.Json;
using Qwak.Redaction.Search;

namespace Qwak.Redaction.Forms;

/// <summary>The values inside a structured secret: JSON, dotenv, INI, a connection string, or a URL with user info.</summary>
internal sealed class Leaves : IDisposable
{
    private readonly PinnedMemory _memory = new();

    public List<ReadOnlyMemory<byte>> Found { get; } = [];

    /// <summary>False: the value has no structure that is known here.</summary>
    public bool TryFindIn(ReadOnlySpan<byte> value) =>
        TryJson(value) || TryUrl(value) || TryPairs(value, SeparatorOf(value)) || TryPairs(value, (byte)'\n');


    public void Dispose() => _memory.Dispose();

    private void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> leaf)
    {
        if (leaf.Length >= Pattern.MinimumLength && !LeafKeys.IsPublic(key))
        {
            Found.Add(_memory.Keep(leaf));
        }
    }

    private bool TryJson(ReadOnlySpan<byte> value)
    {
        if (value[0] is not ((byte)'{' or (byte)'['))
        {
            return false;
        }

        try
        {
            using var text = new FormBuffer();
            ReadOnlySpan<byte> key = default;
            var reader = new Utf8JsonReader(value);
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName)
                {
                    key = reader.ValueSpan;
                }
                else if (reader.TokenType is JsonTokenType.String or JsonTokenType.Number)
                {
                    text.Clear();
                    text.Advance(reader.TokenType == JsonTokenType.String
                        ? reader.CopyString(text.Room(reader.ValueSpan.Length))
                        : Copy(reader.ValueSpan, text.Room(reader.ValueSpan.Length)));
                    Add(key, text.Written);
                }
            }

            return true;
        }
        catch (Exception notJson) when (notJson is JsonException or InvalidOperationException)
        {
            Found.Clear();
            return false;
        }
    }

    private static byte SeparatorOf(ReadOnlySpan<byte> value) =>
        value.Contains((byte)'\n') ? (byte)'\n' : value.Contains((byte)';') ? (byte)';' : (byte)' ';

    private static int Copy(ReadOnlySpan<byte> from, Span<byte> to)
    {
        from.CopyTo(to);
        return from.Length;
    }

    // scheme://user:password@host, or scheme://token@host; and what a query has under a key such as password.
    private bool TryUrl(ReadOnlySpan<byte> value)
    {
        var authority = value.IndexOf("://"u8) + 3;
        if (authority < 4 || value.ContainsAny(" \t\r\n"u8))
        {
            return false;
        }

        var length = value[authority..].IndexOfAny("/?#"u8);
        var userInfo = length < 0 ? value[authority..] : value.Slice(authority, length);
        if (userInfo.LastIndexOf((byte)'@') is var at and > 0)
        {
            var colon = userInfo[..at].IndexOf((byte)':');
            AddEncoded(""u8, userInfo[(colon + 1)..at]);
        }

        if (value.IndexOf((byte)'?') is var query and >= 0)
        {
            foreach (var part in value[(query + 1)..].SplitAny("&#"u8))
            {
                var pair = value[(query + 1)..][part];
                if (pair.IndexOf((byte)'=') is var equals and > 0 && LeafKeys.IsSecret(pair[..equals]))
                {
                    AddEncoded(pair[..equals], pair[(equals + 1)..]);
                }
            }
        }

        return true;
    }

    private void AddEncoded(ReadOnlySpan<byte> key, ReadOnlySpan<byte> encoded)
    {
        Add(key, encoded);
        if (encoded.Contains((byte)'%'))
        {
            using var decoded = new FormBuffer();
            for (var i = 0; i < encoded.Length; i++)
            {
                var isEscape = encoded[i] == '%' && i + 2 < encoded.Length
                    && char.IsAsciiHexDigit((char)encoded[i + 1]) && char.IsAsciiHexDigit((char)encoded[i + 2]);
                decoded.Append(isEscape ? Convert.FromHexString(encoded.Slice(i + 1, 2))[0] : encoded[i]);
                i += isEscape ? 2 : 0;
            }

            Add(key, decoded.Written);
        }
    }

    // key=value pairs: a line for each (dotenv, INI), with semicolons between (ADO, ODBC), or with spaces (libpq).
    private bool TryPairs(ReadOnlySpan<byte> value, byte separator)
    {
        var pairs = new PairReader(value, separator);
        while (pairs.TryRead())
        {
            AddEscaped(pairs.Key, pairs.Value);
        }

        if (!pairs.IsValid)
        {
            Found.Clear();
        }

        return pairs.IsValid;
    }

    // Values in double quotes may have \n for a line break, as private keys in dotenv files have.
    private void AddEscaped(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        Add(key, value);
        if (value.Contains((byte)'\\'))
        {
            using var unescaped = new FormBuffer();
            for (var i = 0; i < value.Length; i++)
            {
                var isEscape = value[i] == '\\' && i + 1 < value.Length;
                i += isEscape ? 1 : 0;
                unescaped.Append(isEscape && value[i] == 'n' ? (byte)'\n' : value[i]);
            }

            Add(key, unescaped.Written);
        }
    }
}
