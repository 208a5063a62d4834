using Qwak.Core.Access;

namespace Qwak.Core.Tests.Access;

public sealed class ApiKeyTextTests
{
    [Fact]
    public void A_key_has_the_shape_that_the_existing_cli_recognises_and_256_random_bits()
    {
        var id = RandomId.New();
        var keys = Enumerable.Range(0, 100).Select(_ => ApiKeyText.New(id)).ToList();
        Assert.All(keys, key => Assert.Matches("^qsk_[0-9a-f]{32}@[A-Za-z0-9_-]{43}$", key));
        Assert.All(keys, key => Assert.Equal(id, ApiKeyText.Id(key)));
        Assert.Equal(100, keys.Distinct().Count());
    }

    [Theory]
    [InlineData("")]
    [InlineData("qsk_")]
    [InlineData("qsk_0123456789abcdef0123456789abcdef@short")]
    [InlineData("xsk_0123456789abcdef0123456789abcdef@AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("qsk_0123456789abcdef0123456789abcde@AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("qsk_0123456789abcdef0123456789abcdefAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void Another_text_has_no_id(string text) => Assert.Null(ApiKeyText.Id(text));

    [Fact]
    public void A_text_beyond_the_limit_is_not_looked_at() =>
        Assert.Null(ApiKeyText.Id(ApiKeyText.New(RandomId.New()) + new string('A', 200)));
}
