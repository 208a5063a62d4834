using System.Net.Mime;
using Microsoft.AspNetCore.Http.Features;

namespace Qwak.Server.Ui;

/// <summary>
/// The fields of a form, each once. Only url-encoded: a multipart body would be kept in a temporary file, and a secret's
/// value must not be written there.
/// </summary>
internal sealed class UiForm
{
    public const string AntiForgery = "anti-forgery";

    private const int MaximumFields = 32;
    private const int MaximumValueLength = 13 * 1024 * 1024;

    private static readonly object Key = new();
    private readonly IFormCollection _fields;

    private UiForm(IFormCollection fields) => _fields = fields;

    /// <summary>A field's text; null when it is not there, or more than once.</summary>
    public string? this[string name] => _fields[name] is [{ } text] ? text : null;

    /// <summary>A text of several lines: browsers send their ends as CR LF, whatever was typed or dropped.</summary>
    public string? Lines(string name) => this[name]?.Replace("\r\n", "\n", StringComparison.Ordinal);

    public static async Task<UiForm> ReadAsync(HttpContext http)
    {
        if (http.Items[Key] is UiForm read)
        {
            return read;
        }

        if (http.Request.ContentType?.Split(';')[0].Trim() != MediaTypeNames.Application.FormUrlEncoded)
        {
            throw new BadHttpRequestException("Not a form.", StatusCodes.Status415UnsupportedMediaType);
        }

        var options = new FormOptions { ValueCountLimit = MaximumFields, ValueLengthLimit = MaximumValueLength };
        var form = new UiForm(await http.Request.ReadFormAsync(options, http.RequestAborted));
        http.Items[Key] = form;
        return form;
    }

    public override string ToString() => "[redacted]";
}
