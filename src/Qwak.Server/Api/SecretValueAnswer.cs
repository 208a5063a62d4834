using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Qwak.Core.Secrets;
using Qwak.Rest;

namespace Qwak.Server.Api;

/// <summary>
/// A value's answer (<see cref="SecretValueBody"/>), written from the value's bytes: no string is made of it, which could not be erased. It
/// leaves with the end of the answer, in one TLS record where it fits.
/// </summary>
internal sealed class SecretValueAnswer(SecretVersion version) : IResult
{
    /// <summary>So few at a time are escaped on the stack; more would be in a buffer that the platform keeps as it is.</summary>
    private const int PieceBytes = 32;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public Task ExecuteAsync(HttpContext http)
    {
        using (version)
        {
            try
            {
                http.Response.ContentType = "application/json; charset=utf-8";
                Write(http.Response.BodyWriter);
            }
            catch
            {
                // What is written cannot be taken back: a problem's document would follow a piece of the value.
                http.Abort();
                throw;
            }
        }

        return Task.CompletedTask;
    }

    private void Write(IBufferWriter<byte> body)
    {
        using var json = new Utf8JsonWriter(body, Options);
        json.WriteStartObject();
        json.WriteString("name"u8, version.Name);
        json.WriteNumber("version"u8, version.Number);
        json.WritePropertyName("value"u8);
        WriteValue(json, version.Value.RevealUtf8());
        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, ReadOnlySpan<byte> utf8)
    {
        for (; utf8.Length > PieceBytes; utf8 = utf8[PieceBytes..])
        {
            json.WriteStringValueSegment(utf8[..PieceBytes], isFinalSegment: false);
        }

        json.WriteStringValueSegment(utf8, isFinalSegment: true);
    }
}
