using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;

namespace Qwak.Sdk.Tests;

public sealed class SecretValueTests
{
    private const string Plaintext = "pl41n-text";

    [Fact]
    public void Nothing_but_reveal_shows_the_value()
    {
        using var value = SecretValue.FromString(Plaintext);
        Assert.Equal(Plaintext, value.Reveal());
        Assert.Equal("[redacted]", value.ToString());
        Assert.Equal("the value is [redacted]", $"the value is {value}");
        Assert.Equal("[redacted]", string.Format(CultureInfo.InvariantCulture, "{0}", value));
        Assert.Equal("[redacted]", Convert.ToString((object)value, CultureInfo.InvariantCulture));
        Assert.Equal("{}", JsonSerializer.Serialize(value));
        Assert.Equal("""{"Value":{}}""", JsonSerializer.Serialize(new { Value = value }));
        Assert.Equal("[redacted]", typeof(SecretValue).GetCustomAttribute<DebuggerDisplayAttribute>()!.Value);
        Assert.Empty(typeof(SecretValue).GetProperties());
        Assert.Empty(typeof(SecretValue).GetFields());
        Assert.DoesNotContain(typeof(SecretValue).GetMethods(), method => method.Name is "op_Implicit" or "op_Explicit");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" leading and trailing ")]
    [InlineData("line\nline\r\n\0=:\"'$\\")]
    [InlineData("żółw 🐢 \u0301\ufeff")]
    public void A_value_is_kept_byte_for_byte(string text)
    {
        using var value = SecretValue.FromString(text);
        Assert.Equal(text, value.Reveal());
        Assert.Equal(Encoding.UTF8.GetBytes(text), value.RevealUtf8().ToArray());
        using var fromBytes = SecretValue.FromUtf8(Encoding.UTF8.GetBytes(text));
        Assert.Equal(value, fromBytes);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_refused_without_repeating_the_value()
    {
        var e = Assert.Throws<ArgumentException>(() => SecretValue.FromString(Plaintext + "\ud800"));
        Assert.DoesNotContain(Plaintext, e.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("D800", e.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.Null(e.InnerException);
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_refused_without_repeating_them()
    {
        var e = Assert.Throws<ArgumentException>(() => SecretValue.FromUtf8([(byte)'s', 0xff]));
        Assert.Null(e.InnerException);
        Assert.DoesNotContain("FF", e.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_disposed_value_is_erased()
    {
        var value = SecretValue.FromString(Plaintext);
        var field = typeof(SecretValue).GetField("_utf8", BindingFlags.NonPublic | BindingFlags.Instance)!;
        var bytes = (byte[])field.GetValue(value)!;
        value.Dispose();
        value.Dispose();
        Assert.All(bytes, b => Assert.Equal(0, b));
        Assert.Throws<ObjectDisposedException>(value.Reveal);
        Assert.Equal("[redacted]", value.ToString());
    }

    [Fact]
    public void Values_are_compared_by_content_and_hash_codes_tell_nothing()
    {
        using var one = SecretValue.FromString("same");
        using var same = SecretValue.FromString("same");
        using var other = SecretValue.FromString("other");
        Assert.True(one.Equals(same));
        Assert.True(one.Equals((object)same));
        Assert.False(one.Equals(other));
        Assert.False(one.Equals(null));
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
    }
}
