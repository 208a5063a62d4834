using System.Globalization;
using System.Net;
using System.Security;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Qwak.Redaction;

namespace Qwak.Sdk.Tests.Redaction;

/// <summary>Each form, as the platform or a few obvious lines make it: nothing here uses the redactor's own encodings.</summary>
public sealed class FormTests
{
    private const string Value = "hunter2-S3cr3t&Pass/Key+9?<é>\"it's\" $x\\y";
    private const string Shown = "[redacted:db]";

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly byte[] Bytes = Encoding.UTF8.GetBytes(Value);

    [Fact]
    public void Literal() => IsRedacted(Value);

    [Fact]
    public void Json_of_system_text_json() => IsRedacted(Inner(JsonSerializer.Serialize(Value)));

    [Fact]
    public void Json_of_system_text_json_relaxed() =>
        IsRedacted(Inner(JsonSerializer.Serialize(Value, Relaxed)));

    [Fact]
    public void Json_of_php_and_of_go()
    {
        IsRedacted("hunter2-S3cr3t&Pass\\/Key+9?<\\u00e9>\\\"it's\\\" $x\\\\y");
        IsRedacted("hunter2-S3cr3t\\u0026Pass/Key+9?\\u003cé\\u003e\\\"it's\\\" $x\\\\y");
    }

    [Fact]
    public void Escapes_of_c_in_double_and_in_single_quotes()
    {
        IsRedacted("hunter2-S3cr3t&Pass/Key+9?<\\303\\251>\\\"it's\\\" $x\\\\y");
        IsRedacted("hunter2-S3cr3t&Pass/Key+9?<é>\"it\\'s\" $x\\\\y");
        using var redactor = With(("bell", "two\tparts\u0007\u001bend"));
        Assert.Equal(Shown.Replace("db", "bell"), redactor.Redact("two\\tparts\\a\\Eend"));
    }

    [Fact]
    public void Percent_encoding_in_upper_and_lower_case()
    {
        IsRedacted(Uri.EscapeDataString(Value));
        IsRedacted(WebUtility.UrlEncode(Value));
        IsRedacted(System.Text.RegularExpressions.Regex.Replace(Uri.EscapeDataString(Value), "%..", m => m.Value.ToLowerInvariant()));
        IsRedacted("%" + BitConverter.ToString(Bytes).Replace('-', '%'));
    }

    [Fact]
    public void Entities_of_xml_and_html()
    {
        IsRedacted(SecurityElement.Escape(Value));
        IsRedacted(WebUtility.HtmlEncode(Value));
        IsRedacted(HtmlEncoder.Default.Encode(Value));
    }

    [Fact]
    public void Quotes_of_shells_and_sql()
    {
        IsRedacted(Value.Replace("'", "'\\''"));
        IsRedacted(Value.Replace("'", "'\"'\"'"));
        IsRedacted(Value.Replace("'", "''"));
    }

    [Fact]
    public void Words_as_a_shell_traces_them_but_no_word_alone()
    {
        using var redactor = With(("db", "pa&ssword it's plain $100"));
        Assert.Equal($"+ curl -u 'me:{Shown}'", redactor.Redact("+ curl -u 'me:pa&ssword' 'it'\\''s' plain '$100'"));
        Assert.Equal("a pa&ssword, plain", redactor.Redact("a pa&ssword, plain"));
    }

    [Fact]
    public void Base64_at_every_alignment_and_in_both_alphabets()
    {
        for (var before = 0; before < 3; before++)
        {
            for (var after = 0; after < 3; after++)
            {
                var base64 = Convert.ToBase64String([.. new byte[before], .. Bytes, .. new byte[after]]);
                HoldsAtMost(9, base64);
                HoldsAtMost(9, base64.Replace('+', '-').Replace('/', '_'));
            }
        }
    }

    [Fact]
    public void Base64_wrapped_at_64_and_76_columns()
    {
        var base64 = Convert.ToBase64String([.. "x"u8, .. Bytes, .. Bytes]);
        foreach (var width in new[] { 64, 76 })
        {
            HoldsAtMost(20, string.Join("\r\n", base64.Chunk(width).Select(line => new string(line))));
        }
    }

    [Fact]
    public void Hexadecimal_digits_in_both_cases_and_with_separators()
    {
        IsRedacted(Convert.ToHexString(Bytes));
        IsRedacted(Convert.ToHexStringLower(Bytes));
        IsRedacted(BitConverter.ToString(Bytes));
        IsRedacted(BitConverter.ToString(Bytes).Replace('-', ':'));
        IsRedacted(BitConverter.ToString(Bytes).Replace('-', ':').ToLowerInvariant());
        IsRedacted(string.Concat(Bytes.Select(b => "\\x" + b.ToString("x2", CultureInfo.InvariantCulture))));
    }

    [Fact]
    public void Utf16_in_both_orders()
    {
        using var redactor = With(("db", Value));
        Assert.Equal(Encoding.UTF8.GetBytes(Shown), redactor.Redact(Encoding.Unicode.GetBytes(Value)));
        Assert.Equal(Encoding.UTF8.GetBytes(Shown), redactor.Redact(Encoding.BigEndianUnicode.GetBytes(Value)));
    }

    [Fact]
    public void Base64_of_utf16_and_of_base64()
    {
        HoldsAtMost(16, Convert.ToBase64String(Encoding.Unicode.GetBytes("$p='" + Value + "'")), form: RedactionForm.Utf16Base64);
        HoldsAtMost(16, Convert.ToBase64String(Encoding.ASCII.GetBytes(Convert.ToBase64String([.. "u:"u8, .. Bytes]))), form: RedactionForm.DoubleBase64);
        HoldsAtMost(24, Convert.ToBase64String(Encoding.ASCII.GetBytes(Convert.ToBase64String([.. Bytes, .. ":host"u8]))), form: RedactionForm.DoubleBase64);
    }

    [Fact]
    public void Each_line_of_several_and_the_whole_folded()
    {
        using var redactor = With(("key", "first-line\n  second line\nthird-line"));
        Assert.Equal("a [redacted:key] b", redactor.Redact("a second line b"));
        Assert.Equal("a [redacted:key] b", redactor.Redact("a first-line second line third-line b"));
        Assert.Equal("a [redacted:key] b", redactor.Redact("a first-line\r\n  second line\r\nthird-line b"));
    }

    [Theory]
    [InlineData("""{"user":"joe.bloggs","db":{"password":"opensesame1","port":5432000}}""")]
    [InlineData("DB_USER=joe.bloggs\n# the key\nexport DB_PASSWORD=\"opensesame1\"\n")]
    [InlineData("# user; password\nDB_USER=joe.bloggs\nDB_PASSWORD=opensesame1\n")]
    [InlineData("""{"dsn":"postgresql://joe.bloggs:opensesame1@db.example.org:5432/features"}""")]
    [InlineData("""{"file":"{\"dsn\":\"postgresql://joe.bloggs:opensesame1@db.example.org:5432/features\"}"}""")]
    [InlineData("password: opensesame1")]
    [InlineData("[client]\nuser = joe.bloggs\npassword = opensesame1\n")]
    [InlineData("Server=db.example.org;User Id=joe.bloggs;Password='opensesame1'")]
    [InlineData("host=db.example.org user=joe.bloggs password=opensesame1")]
    [InlineData("postgresql://joe.bloggs:opensesame1@db.example.org:5432/features")]
    public void Of_a_structured_secret_the_password_and_not_the_user_or_the_host(string value)
    {
        using var redactor = With(("db", value));
        Assert.Equal(
            $"joe.bloggs db.example.org 5432000 {Shown}", redactor.Redact("joe.bloggs db.example.org 5432000 opensesame1"));
        Assert.Equal(Shown, redactor.Redact(value.Trim()));
    }

    [Theory]
    [InlineData("postgresql://joe:open%53esame%211@db.example.org/features")]
    [InlineData("https://db.example.org/?user=joe&password=open%53esame%211")]
    public void Of_a_url_the_password_as_it_is_written_and_as_it_is_meant(string value)
    {
        using var redactor = With(("db", value));
        Assert.Equal($"{Shown} {Shown} joe", redactor.Redact("open%53esame%211 openSesame!1 joe"));
    }

    [Fact]
    public void A_percent_sign_that_escapes_nothing_stands_for_itself()
    {
        using var redactor = With(("db", "postgresql://joe:100%%41%4%zz%4@db.example.org"));
        Assert.Equal(Shown, redactor.Redact("100%A%4%zz%4"));
    }

    [Fact]
    public void Python_shows_all_of_latin_1_with_two_digits()
    {
        using var redactor = With(("db", "motörÿ-Key-9"));
        Assert.Equal(Shown, redactor.Redact("mot\\xf6r\\xff-Key-9"));
        IsRedacted("hunter2-S3cr3t&Pass/Key+9?<\\xe9>\"it\\'s\" $x\\\\y");
    }

    [Fact]
    public void The_forms_that_are_redacted_are_told()
    {
        using var redactor = new Redactor();
        using var value = SecretValue.FromString(Value);
        Assert.Superset(
            new HashSet<RedactionForm>(Enum.GetValues<RedactionForm>().Except([RedactionForm.Line, RedactionForm.Folded])),
            redactor.Add("db", value).Forms.ToHashSet());
    }

    [Fact]
    public void A_value_under_two_names_is_redacted_under_the_first()
    {
        using var redactor = With(("db", "hunter2-S3cr3t"), ("other", "hunter2-S3cr3t"));
        Assert.Equal(Shown, redactor.Redact("hunter2-S3cr3t"));
    }

    [Fact]
    public void A_pem_key_line_by_line_but_not_its_first_and_last_line()
    {
        using var redactor = With(("key", "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG\n9w0BAQEFAASCBKcwggSj\n-----END PRIVATE KEY-----\n"));
        Assert.Equal("-----BEGIN PRIVATE KEY----- [redacted:key]", redactor.Redact("-----BEGIN PRIVATE KEY----- 9w0BAQEFAASCBKcwggSj"));
    }

    [Fact]
    public void What_is_shorter_than_six_bytes_is_said_to_be_not_redacted()
    {
        using var redactor = new Redactor();
        using var value = SecretValue.FromString("short");
        Assert.False(redactor.Add("pin", value).IsRedacted);
        Assert.Equal("short 73686f7274", redactor.Redact("short 73686f7274"));
    }

    internal static Redactor With(params (string Name, string Value)[] secrets)
    {
        var redactor = new Redactor();
        foreach (var (name, text) in secrets)
        {
            using var value = SecretValue.FromString(text);
            Assert.True(redactor.Add(name, value).IsRedacted);
        }

        return redactor;
    }

    private static string Inner(string quoted) => quoted[1..^1];

    private static void IsRedacted(string form)
    {
        using var redactor = With(("db", Value));
        Assert.Equal($"a {Shown} b", redactor.Redact($"a {form} b"));
    }

    // Of an encoded text that has more in it than the secret, at most so many characters are left.
    private static void HoldsAtMost(int characters, string encoded, RedactionForm form = RedactionForm.Base64)
    {
        using var redactor = With(("db", Value));
        var output = redactor.Redact(encoded);
        Assert.Contains(Shown, output);
        Assert.InRange(output.Replace(Shown, "").Length, 0, characters);
        Assert.Contains(redactor.Counts, count => count.Form == form && count.Name == "db");
    }

    [Theory]
    [InlineData("-\n---\n----=BEGIN PRIVATE KEY-----\nMIIEvQIBADAN\nab\n-----END PRIVATE KEY-----", "-\n---\n[redacted:db]")]
    [InlineData("a\r\nb\r\nabcdefghijklmnopqrstuvwxyz", "a\r\nb\r\n[redacted:db]")]
    public void Behind_lines_that_are_too_short_to_begin_with_the_whole_value_is_found(string text, string expected)
    {
        using var redactor = new Redactor();
        using var value = SecretValue.FromString(text);
        redactor.Add("db", value);
        Assert.Equal(expected, redactor.Redact(text));
    }
}
