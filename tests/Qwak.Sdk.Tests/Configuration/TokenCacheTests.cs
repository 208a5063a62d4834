using Qwak.Clients.Connection;
using Qwak.Sdk.Tests.Service;

namespace Qwak.Sdk.Tests.Configuration;

public sealed class TokenCacheTests : IDisposable
{
    private readonly TemporaryFolder _home = new();

    private string Auth => _home[".qwak/auth"];

    [Fact]
    public void A_token_comes_back_and_the_file_is_the_owners()
    {
        Cache("default").Write("a.b.c");
        Assert.Equal("a.b.c", Cache("default").Read());
        Assert.Null(Cache("other").Read());
        Assert.Equal("[default]\ntokens = \"a.b.c\"\n", File.ReadAllText(Auth));
        Assert.True(OperatingSystem.IsWindows()
            || File.GetUnixFileMode(Auth) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Theory]
    [InlineData("no section = here\n\n\0\n")]
    [InlineData("[default]\ntokens = \"a.b.c")]
    [InlineData("[default]\ntokens = \"not a token\"")]
    [InlineData("[default]\ntokens")]
    [InlineData("{\"tokens\": 1}")]
    public void A_damaged_file_is_ignored_and_written_anew(string text)
    {
        Directory.CreateDirectory(_home[".qwak"]);
        File.WriteAllText(Auth, text);
        Assert.Null(Cache("default").Read());
        Cache("default").Write("a.b.c");
        Assert.Equal("[default]\ntokens = \"a.b.c\"\n", File.ReadAllText(Auth));
    }

    [Fact]
    public void A_cache_that_cannot_be_written_does_no_harm()
    {
        Directory.CreateDirectory(Auth);
        Cache("default").Write("a.b.c");
        Assert.Null(Cache("default").Read());
        Cache("default").Clear();
    }

    [Fact]
    public void Dropping_leaves_a_token_that_another_process_has_renewed()
    {
        Cache("default").Write("new.new.new");
        Cache("default").Drop("old.old.old");
        Assert.Equal("new.new.new", Cache("default").Read());
        Cache("default").Drop("new.new.new");
        Assert.Null(Cache("default").Read());
    }

    [Fact]
    public void Writers_side_by_side_lose_nothing_and_readers_never_see_half_a_file()
    {
        Parallel.For(0, 40, i =>
        {
            Cache($"s{i}").Write($"a.b.{i}");
            Assert.Equal($"a.b.{i}", Cache($"s{i}").Read());
        });
        Assert.All(Enumerable.Range(0, 40), i => Assert.Equal($"a.b.{i}", Cache($"s{i}").Read()));
        Assert.Equal(["auth", "auth.lock"], Directory.GetFiles(_home[".qwak"]).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void The_section_of_a_key_is_a_hash_of_address_and_key()
    {
        // printf 'https://localhost:8443\nuser@key' | sha256sum
        Assert.Equal("key-d6724712d0a53dd2", TokenCache.SectionFor(new Uri("https://localhost:8443"), "user@key"));
        Assert.Equal("key-d6724712d0a53dd2", TokenCache.SectionFor(new Uri("https://LOCALHOST:8443/"), "user@key"));
        Assert.Equal(
            TokenCache.SectionFor(new Uri("https://localhost"), "user@key"),
            TokenCache.SectionFor(new Uri("https://localhost:443"), "user@key"));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("a.b", false)]
    [InlineData("a.b.c.d", false)]
    [InlineData("a.b.c", true)]
    [InlineData("a.b.c\n[x]", false)]
    [InlineData("a.b.\"", false)]
    public void Only_what_looks_like_a_token_is_one(string text, bool expected)
    {
        Assert.Equal(expected, Jwt.IsToken(text));
        Assert.Null(Jwt.ExpiresAt(text));
    }

    public void Dispose() => _home.Dispose();

    private TokenCache Cache(string section) => new(new QwakHome(_home.Path), section);
}
