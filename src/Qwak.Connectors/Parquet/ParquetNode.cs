using Parquet.Meta;

namespace Qwak.Connectors.Parquet;

/// <summary>
/// An element of a file's schema: a leaf, whose values are a column of the file, or a group of elements. The levels say how
/// deep an entry of a column is: so many optional or repeated elements above it are there, at so many the repetition begins anew.
/// </summary>
internal sealed class ParquetNode
{
    private const int Deepest = 64;

    private ParquetNode(SchemaElement element, ParquetNode? parent)
    {
        Name = element.Name;
        IsOptional = element.RepetitionType == FieldRepetitionType.OPTIONAL;
        IsRepeated = element.RepetitionType == FieldRepetitionType.REPEATED;
        IsList = element.LogicalType?.LIST is not null || element.ConvertedType == ConvertedType.LIST;
        IsMap = element.LogicalType?.MAP is not null || element.ConvertedType is ConvertedType.MAP or ConvertedType.MAP_KEY_VALUE;
        DefinitionLevel = (parent?.DefinitionLevel ?? 0) + (IsOptional || IsRepeated ? 1 : 0);
        RepetitionLevel = (parent?.RepetitionLevel ?? 0) + (IsRepeated ? 1 : 0);
    }

    public string Name { get; }

    public bool IsOptional { get; }

    public bool IsRepeated { get; }

    public bool IsList { get; }

    public bool IsMap { get; }

    public int DefinitionLevel { get; }

    public int RepetitionLevel { get; }

    /// <summary>What a leaf holds; null for a group.</summary>
    public ParquetType? Type { get; private init; }

    /// <summary>Which of the file's columns the leaf is, or a group's first leaf.</summary>
    public int Leaf { get; private set; }

    public IReadOnlyList<ParquetNode> Children { get; private set; } = [];

    public SourceColumn Column => Type is { } type && !IsRepeated
        ? new SourceColumn(Name, type.Kind, type.Name)
        : new SourceColumn(Name, ColumnKind.Nested, NativeType);

    private string NativeType => this switch
    {
        { IsRepeated: true } => $"list<{Inner}>",
        { IsList: true, Children: [{ IsRepeated: true } list] } => $"list<{(list.IsElement(this) ? list.Inner : list.Children[0].NativeType)}>",
        { IsMap: true, Children: [{ IsRepeated: true } pairs] } => $"map<{string.Join(", ", pairs.Children.Select(child => child.NativeType))}>",
        _ => Inner,
    };

    private string Inner => Type?.Name ?? $"struct<{string.Join(", ", Children.Select(child => $"{child.Name}: {child.NativeType}"))}>";

    /// <summary>The columns of a file, from the list that is the tree in its depth-first order.</summary>
    public static IReadOnlyList<ParquetNode> ReadTree(IReadOnlyList<SchemaElement> elements)
    {
        var (next, leaf) = (1, 0);
        return elements.Count == 0 ? throw new InvalidDataException("No schema.") : ReadChildren(elements[0], null, 0);

        List<ParquetNode> ReadChildren(SchemaElement element, ParquetNode? parent, int depth)
        {
            var children = new List<ParquetNode>();
            while (children.Count < (element.NumChildren ?? 0))
            {
                children.Add(next < elements.Count && depth < Deepest ? Read(elements[next++], parent, depth) : throw new InvalidDataException("A schema that is none."));
            }

            return children;
        }

        ParquetNode Read(SchemaElement element, ParquetNode? parent, int depth)
        {
            if (element.Type is not null)
            {
                return new ParquetNode(element, parent) { Type = ParquetType.Of(element), Leaf = leaf++ };
            }

            var node = new ParquetNode(element, parent) { Leaf = leaf };
            node.Children = ReadChildren(element, node, depth + 1);
            return node.Children.Count > 0 ? node : throw new InvalidDataException("A group of nothing.");
        }
    }

    public IEnumerable<ParquetNode> Leaves => Type is null ? Children.SelectMany(child => child.Leaves) : [this];

    /// <summary>Whether this repeated element of a list is the list's element itself, as older writers have it, and not a group around it.</summary>
    public bool IsElement(ParquetNode list) => Children.Count != 1 || Name == "array" || Name == $"{list.Name}_tuple";
}
