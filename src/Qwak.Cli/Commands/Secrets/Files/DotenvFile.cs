using System.Text;

namespace Qwak.Cli.Commands.Secrets.Files;

/// <summary>
/// Dotenv files: KEY=value lines, an 'export' before them allowed, '#' comments. A value without quotes ends with its line
/// or at a '#' behind a space, and loses the spaces around it. 'Single quotes' keep everything, line breaks too. In "double
/// quotes" \n \r \t \" \\ and \$ stand for characters; another backslash is itself. $NAME is never replaced.
/// </summary>
internal static class DotenvFile
{
    /// <exception cref="CliException">A line is none of these; the message has its number, and nothing of it.</exception>
    public static List<FileSecret> Read(string text)
    {
        var secrets = new List<FileSecret>();
        var reader = new Reader(text);
        while (reader.SkipToKey())
        {
            secrets.Add(new FileSecret(reader.Key(), reader.Value()));
        }

        return secrets;
    }

    /// <summary>Writes one line, or several for a value of several lines, that <see cref="Read"/> reads back exactly.</summary>
    public static void Write(StringBuilder file, string key, string value)
    {
        // Single quotes need no escape, on which the readers of such files differ most.
        file.Append(key).Append('=');
        if (!value.AsSpan().ContainsAny("'\r\n"))
        {
            file.Append('\'').Append(value).Append("'\n");
            return;
        }

        file.Append('"');
        foreach (var c in value)
        {
            _ = c switch
            {
                '\n' => file.Append(@"\n"),
                '\r' => file.Append(@"\r"),
                '"' or '\\' or '$' => file.Append('\\').Append(c),
                _ => file.Append(c),
            };
        }

        file.Append("\"\n");
    }

    private sealed class Reader(string text)
    {
        private int _position;

        private bool IsAtEnd => _position == text.Length;

        public bool SkipToKey()
        {
            while (!IsAtEnd)
            {
                var c = text[_position];
                if (c == '#')
                {
                    SkipLine();
                }
                else if (char.IsWhiteSpace(c))
                {
                    _position++;
                }
                else
                {
                    return true;
                }
            }

            return false;
        }

        public string Key()
        {
            if (string.CompareOrdinal(text, _position, "export ", 0, "export ".Length) == 0)
            {
                _position += "export ".Length;
                SkipBlanks();
            }

            var start = _position;
            while (!IsAtEnd && (char.IsAsciiLetterOrDigit(text[_position]) || text[_position] is '_' or '-' or '.'))
            {
                _position++;
            }

            var key = text[start.._position];
            SkipBlanks();
            if (key.Length == 0 || IsAtEnd || text[_position] != '=')
            {
                throw Wrong("is not KEY=value");
            }

            _position++;
            SkipBlanks();
            return key;
        }

        public string Value()
        {
            if (IsAtEnd || text[_position] is not ('\'' or '"'))
            {
                return Bare();
            }

            var value = Quoted(text[_position]);
            SkipBlanks();
            if (!IsAtEnd && text[_position] is not ('\n' or '\r' or '#'))
            {
                throw Wrong("goes on behind the closing quote");
            }

            SkipLine();
            return value;
        }

        private string Bare()
        {
            var start = _position;
            SkipLine();
            var line = text.AsSpan(start, _position - start);
            for (var i = 0; i < line.Length; i++)
            {
                if (line[i] == '#' && (i == 0 || line[i - 1] is ' ' or '\t'))
                {
                    line = line[..i];
                }
            }

            return line.Trim().ToString();
        }

        private string Quoted(char quote)
        {
            var opening = _position++;
            var value = new StringBuilder();
            while (!IsAtEnd && text[_position] != quote)
            {
                var c = text[_position++];
                if (c == '\\' && quote == '"' && !IsAtEnd && Escaped(text[_position]) is { } escaped)
                {
                    _position++;
                    c = escaped;
                }

                value.Append(c);
            }

            if (IsAtEnd)
            {
                _position = opening;
                throw Wrong("opens a quote that is never closed");
            }

            _position++;
            return value.ToString();
        }

        private static char? Escaped(char c) => c switch
        {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            '"' or '\\' or '$' => c,
            _ => null,
        };

        private void SkipBlanks()
        {
            while (!IsAtEnd && text[_position] is ' ' or '\t')
            {
                _position++;
            }
        }

        private void SkipLine()
        {
            var end = text.IndexOf('\n', _position);
            _position = end < 0 ? text.Length : end;
        }

        private CliException Wrong(string problem) => new($"Error: Line {text.AsSpan(0, _position).Count('\n') + 1} of the file {problem}.");
    }
}
