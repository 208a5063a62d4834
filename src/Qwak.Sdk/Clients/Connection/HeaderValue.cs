namespace Qwak.Clients.Connection;

/// <summary>Settings that travel in a header must be printable ASCII; the libraries' own refusals would repeat them.</summary>
internal static class HeaderValue
{
    public static string? Check(string? text, string setting) =>
        text is null || IsGood(text)
            ? text
            : throw new QwakException(
                $"The setting '{setting}' must be printable ASCII without spaces.", QwakErrorCodes.NotConfigured);

    public static bool IsGood(string text) => text.Length > 0 && text.All(c => c is > ' ' and < (char)0x7f);
}
