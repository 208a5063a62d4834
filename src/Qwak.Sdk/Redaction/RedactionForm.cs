namespace Qwak.Redaction;

/// <summary>In which form a secret was printed.</summary>
public enum RedactionForm
{
    /// <summary>As it is.</summary>
    Literal,

    /// <summary>One line of a value of several.</summary>
    Line,

    /// <summary>With each run of white space as one space.</summary>
    Folded,

    /// <summary>Inside a JSON string.</summary>
    Json,

    /// <summary>As Python's <c>repr</c> and <c>ascii</c> show text and bytes.</summary>
    Python,

    /// <summary>With the escapes of C and of <c>$'…'</c> in shells.</summary>
    C,

    /// <summary>Inside quotes of a shell, of SQL or of CSV, or with backslashes.</summary>
    Shell,

    /// <summary>Percent-encoded, as in URLs and forms.</summary>
    Percent,

    /// <summary>With the entities of XML and HTML.</summary>
    Markup,

    /// <summary>Base64, or a part of it.</summary>
    Base64,

    /// <summary>Base64 of base64.</summary>
    DoubleBase64,

    /// <summary>Hexadecimal digits.</summary>
    Hex,

    /// <summary>UTF-16, in either order of bytes.</summary>
    Utf16,

    /// <summary>Base64 of UTF-16.</summary>
    Utf16Base64,
}
