using System.Text;

namespace Qwak.Clients.Connection;

/// <summary>
/// The INI dialect of <c>~/.qwak</c>: <c>[section]</c>, <c>key = value</c>, comments from <c>#</c> or <c>;</c> at the start of
/// a line. Lines that are not changed stay as they are. Anything it does not understand is passed over.
/// </summary>
internal sealed class IniFile
{
    private readonly List<string> _lines;

    private IniFile(List<string> lines) => _lines = lines;

    public IReadOnlyList<string> Sections =>
        [.. _lines.Select(SectionOf).OfType<string>().Distinct(StringComparer.Ordinal)];

    public static IniFile Parse(string text) => new([.. text.Split('\n').Select(line => line.TrimEnd('\r'))]);

    /// <summary>Without the lines that other readers of the dialect would stumble over.</summary>
    public IniFile Tidy()
    {
        var sections = _lines.FindIndex(line => SectionOf(line) is not null);
        return new(sections < 0 ? [] : [.. _lines.Skip(sections).Where(line => SectionOf(line) is not null || Delimiter(line) > 0)]);
    }

    public string? Get(string section, string key) =>
        Find(section, key) is var i and >= 0 ? _lines[i][(Delimiter(_lines[i]) + 1)..].Trim() : null;

    public void Add(string section)
    {
        if (section.Length == 0 || section.AsSpan().ContainsAny("[]\r\n") || section.Trim() != section)
        {
            throw new QwakException(
                "A profile's name must not be empty, hold brackets or line breaks, or begin or end with a space.",
                QwakErrorCodes.NotConfigured);
        }

        if (!Sections.Contains(section))
        {
            _lines.RemoveAll(string.IsNullOrWhiteSpace);
            _lines.Add($"[{section}]");
        }
    }

    /// <summary>Sets a value of a section that is there. Null changes nothing, empty removes the line.</summary>
    public void Set(string section, string key, string? value)
    {
        if (value is null)
        {
            return;
        }

        if (value.AsSpan().ContainsAny('\r', '\n'))
        {
            throw new QwakException($"The setting '{key}' must be one line.", QwakErrorCodes.NotConfigured);
        }

        var at = Find(section, key);
        if (at >= 0)
        {
            _lines.RemoveAt(at);
        }

        if (value.Length > 0)
        {
            _lines.Insert(at >= 0 ? at : _lines.FindIndex(line => SectionOf(line) == section) + 1, $"{key} = {value}");
        }
    }

    public void Remove(string section)
    {
        string? current = null;
        _lines.RemoveAll(line =>
        {
            current = SectionOf(line) ?? current;
            return current == section;
        });
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var line in _lines)
        {
            if (text.Length > 0 || line.Length > 0)
            {
                text.Append(line).Append('\n');
            }
        }

        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static string? SectionOf(string line)
    {
        var text = line.Trim();
        return text.Length > 2 && text[0] == '[' && text[^1] == ']' ? text[1..^1] : null;
    }

    private static int Delimiter(string line) => line.AsSpan().IndexOfAny('=', ':');

    private int Find(string section, string key)
    {
        string? current = null;
        for (var i = 0; i < _lines.Count; i++)
        {
            current = SectionOf(_lines[i]) ?? current;
            if (current == section
                && Delimiter(_lines[i]) is var at and > 0
                && _lines[i].AsSpan(0, at).Trim().Equals(key, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return -1;
    }
}
