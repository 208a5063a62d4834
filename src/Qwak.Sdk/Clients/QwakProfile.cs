using System.Diagnostics;

namespace Qwak.Clients;

/// <summary>One section of <c>~/.qwak/config</c>. Null: the section does not say.</summary>
[DebuggerDisplay("[redacted]")]
internal sealed class QwakProfile
{
    public string? Url { get; init; }

    public string? CertificateAuthorityFile { get; init; }

    public string? ApiKey { get; init; }

    public string? User { get; init; }

    public string? Environment { get; init; }

    public override string ToString() => "[redacted]";
}
