using System.Diagnostics;

namespace Qwak.Clients.Connection;

/// <summary>An access token in use.</summary>
[DebuggerDisplay("[redacted]")]
internal sealed class BearerToken(string text, bool fresh)
{
    public string Text => text;

    /// <summary>Whether it was issued a moment ago, so that logging in again would not help.</summary>
    public bool Fresh => fresh;

    public override string ToString() => "[redacted]";
}
