using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Qwak.Cli.DataSources;

/// <summary>
/// The keys of one mapping. What a maker asks for is what is allowed. What is wrong is told once all is known, an unknown
/// key before a missing one, as it is often the same key misspelt. No message repeats a value: it may be a password.
/// </summary>
internal sealed class YamlKeys
{
    private readonly string _path;
    private readonly YamlMappingNode _mapping;
    private readonly List<string> _asked = ["type"];
    private CliException? _wrong;

    public YamlKeys(string path, YamlNode node)
    {
        _path = path;
        _mapping = node as YamlMappingNode ?? throw Wrong(node, "keys are expected here, 'type' among them.");
    }

    /// <summary>Makes what the key <c>type</c> says.</summary>
    public T Make<T>(IReadOnlyDictionary<string, Func<YamlKeys, T>> types)
    {
        var type = Find("type");
        if ((type as YamlScalarNode)?.Value is not { } word || !types.TryGetValue(word, out var make))
        {
            throw Wrong(type ?? _mapping, $"the key 'type' must be one of: {string.Join(", ", types.Keys)}.");
        }

        try
        {
            var made = make(this);
            ThrowWrong(word);
            return made;
        }
        catch (QwakException e)
        {
            ThrowWrong(word);
            throw Wrong(_mapping, e.Message);
        }
    }

    public string Text(string key) => OptionalText(key) ?? Missing(key);

    public string? OptionalText(string key) => Ask(key) switch
    {
        null => null,
        YamlScalarNode { Value: { } text } => text,
        var other => Note<string>(other, key, "must be a text"),
    };

    public int Number(string key)
    {
        if (OptionalNumber(key) is { } number)
        {
            return number;
        }

        Missing(key);
        return 0;
    }

    public int? OptionalNumber(string key) =>
        OptionalText(key) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : Note<int>(Find(key)!, key, "must be a whole number");

    public bool Flag(string key, bool otherwise) => OptionalText(key) switch
    {
        null => otherwise,
        "true" => true,
        "false" => false,
        _ => Note<bool>(Find(key)!, key, "must be true or false"),
    };

    public T OneOf<T>(string key, IReadOnlyDictionary<string, T> words) =>
        words.TryGetValue(Text(key), out var found)
            ? found
            : Note<T>(Find(key) ?? _mapping, key, $"must be one of: {string.Join(", ", words.Keys)}")!;

    public IReadOnlyDictionary<string, string> Texts(string key)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Ask(key) is not { } node)
        {
            return texts;
        }

        if (node is not YamlMappingNode mapping || !mapping.Children.All(IsText))
        {
            return Note<Dictionary<string, string>>(node, key, "must hold keys and texts") ?? [];
        }

        foreach (var (name, value) in mapping.Children)
        {
            texts.Add(name.ToString(), value.ToString());
        }

        return texts;

        static bool IsText(KeyValuePair<YamlNode, YamlNode> entry) => entry is { Key: YamlScalarNode, Value: YamlScalarNode };
    }

    public T? Nested<T>(string key, IReadOnlyDictionary<string, Func<YamlKeys, T>> types)
        where T : class => Ask(key) is { } node ? new YamlKeys(_path, node).Make(types) : null;

    private YamlNode? Ask(string key)
    {
        _asked.Add(key);
        // 'key:' and 'key: null' say that it is not given; 'key: "null"' is a text.
        return Find(key) is YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" }
            ? null
            : Find(key);
    }

    private YamlNode? Find(string key) => _mapping.Children.TryGetValue(new YamlScalarNode(key), out var node) ? node : null;

    private string Missing(string key)
    {
        _wrong ??= Wrong(_mapping, $"the key '{key}' is missing.");
        return "";
    }

    private T? Note<T>(YamlNode node, string key, string rule)
    {
        _wrong ??= Wrong(node, $"the key '{key}' {rule}.");
        return default;
    }

    private void ThrowWrong(string type)
    {
        foreach (var key in _mapping.Children.Keys)
        {
            if ((key as YamlScalarNode)?.Value is not { } word || !_asked.Contains(word))
            {
                throw Wrong(key, $"'{key}' is not a key of type '{type}'; allowed are: {string.Join(", ", _asked)}.");
            }
        }

        if (_wrong is not null)
        {
            throw _wrong;
        }
    }

    private CliException Wrong(YamlNode node, string what) => new($"{_path}:{node.Start.Line}: {what}");
}
