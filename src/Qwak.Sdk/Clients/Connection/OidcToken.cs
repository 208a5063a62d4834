using System.Diagnostics;

namespace Qwak.Clients.Connection;

/// <summary>The token that a platform gives a workload: in a variable, or in a file that the platform may write anew.</summary>
[DebuggerDisplay("[redacted]")]
internal sealed class OidcToken
{
    private const string Variable = "QWAK_OIDC_TOKEN";
    private const string FileVariable = "QWAK_OIDC_TOKEN_FILE";

    private readonly string? _text;
    private readonly string? _file;

    private OidcToken(string? text, string? file) => (_text, _file) = (text, file);

    public static OidcToken? Find(Func<string, string?> variable) =>
        variable(Variable) is { } text ? new(text, null)
        : variable(FileVariable) is { } file ? new(null, file)
        : null;

    /// <exception cref="QwakException">There is none.</exception>
    public string Read()
    {
        try
        {
            var token = _text ?? File.ReadAllText(_file!).Trim();
            return Jwt.IsToken(token)
                ? token
                : throw new QwakException($"{(_text is null ? $"The file of {FileVariable}" : Variable)} holds no token.", QwakErrorCodes.NotConfigured);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new QwakException($"The file of {FileVariable} cannot be read: {e.Message}", QwakErrorCodes.NotConfigured, innerException: e);
        }
    }

    public override string ToString() => "[redacted]";
}
