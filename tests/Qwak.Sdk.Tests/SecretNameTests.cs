namespace Qwak.Sdk.Tests;

public sealed class SecretNameTests
{
    [Theory]
    [InlineData("abc")]
    [InlineData("aws-api-key")]
    [InlineData("a--b")]
    [InlineData("a12")]
    public void A_good_name_is_kept_as_it_is(string text)
    {
        Assert.True(SecretName.TryParse(text, out var name, out var error));
        Assert.Equal(text, name.Text);
        Assert.Equal(text, name.ToString());
        Assert.Null(error);
    }

    [Theory]
    [InlineData(null, "A secret name has 3 to 100 characters; this one has 0.")]
    [InlineData("ab", "A secret name has 3 to 100 characters; this one has 2.")]
    [InlineData("1abc", "A secret name starts with a letter; this one starts with '1'.")]
    [InlineData("-abc", "A secret name starts with a letter; this one starts with '-'.")]
    [InlineData("abc-", "A secret name ends with a letter or a digit; this one ends with '-'. Did you mean 'abc'?")]
    [InlineData("snowflake_user", "character 10 is an underscore. Did you mean 'snowflake-user'?")]
    [InlineData("AWS-key", "character 1 is the capital 'A'. Did you mean 'aws-key'?")]
    [InlineData("a b c", "character 2 is U+0020.")]
    [InlineData("a.bc", "character 2 is '.'.")]
    [InlineData("abc\n", "character 4 is U+000A.")]
    public void A_bad_name_is_refused_with_the_reason_and_the_corrected_form(string? text, string ending)
    {
        Assert.False(SecretName.TryParse(text, out var name, out var error));
        Assert.Null(name);
        Assert.EndsWith(ending, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("p\u0430ssword", "U+0430")] // Cyrillic a
    [InlineData("abc\u200b", "U+200B")] // zero-width space
    [InlineData("\uff41bc", "U+FF41")] // full-width a
    [InlineData("key\u0661", "U+0661")] // Arabic-Indic one
    [InlineData("a\u2010bc", "U+2010")] // another hyphen
    [InlineData("\u0131bc", "U+0131")] // dotless i
    [InlineData("ab\u212a", "U+212A")] // Kelvin sign, lowercases to k
    public void A_look_alike_is_refused_and_named_by_its_code_point(string text, string codePoint)
    {
        Assert.False(SecretName.TryParse(text, out _, out var error));
        Assert.Contains(codePoint, error, StringComparison.Ordinal);
        Assert.All(error, c => Assert.True(char.IsAscii(c), "The look-alike itself must not be shown."));
    }

    [Fact]
    public void The_length_limits_are_three_and_a_hundred()
    {
        for (var length = 0; length <= 110; length++)
        {
            Assert.Equal(length is >= 3 and <= 100, SecretName.TryParse(new string('a', length), out _, out _));
        }
    }

    [Fact]
    public void Every_character_is_accepted_exactly_if_the_rule_says_so()
    {
        for (var c = 0; c <= char.MaxValue; c++)
        {
            var inside = $"a{(char)c}b";
            var allowed = c is >= 'a' and <= 'z' or >= '0' and <= '9' or '-';
            Assert.Equal(allowed, SecretName.TryParse(inside, out _, out _));
            Assert.Equal(allowed || c == '_', SecretName.TryParse(inside, out _, out _, SecretNameRule.Legacy));
            Assert.Equal(c is >= 'a' and <= 'z', SecretName.TryParse($"{(char)c}ab", out _, out _));
            Assert.Equal(c is >= 'a' and <= 'z' or >= '0' and <= '9', SecretName.TryParse($"ab{(char)c}", out _, out _));
        }
    }

    [Fact]
    public void A_suggestion_is_itself_a_good_name()
    {
        string[] pieces = ["a", "B", "_", "-", "1", "x_Y"];
        foreach (var text in from a in pieces from b in pieces from c in pieces from d in pieces select a + b + c + d)
        {
            if (!SecretName.TryParse(text, out _, out var error) && error.Split("Did you mean '") is [_, var suggestion])
            {
                Assert.True(SecretName.TryParse(suggestion[..^2], out _, out _), text);
            }
        }
    }

    [Fact]
    public void Names_are_equal_when_their_text_is()
    {
        Assert.True(SecretName.TryParse("abc", out var one, out _));
        Assert.True(SecretName.TryParse("abc", out var same, out _));
        Assert.True(SecretName.TryParse("abd", out var other, out _));
        Assert.Equal(one, same);
        Assert.NotEqual(one, other);
    }
}
