using Qwak.Core.Access;
using Qwak.Core.Tests.Service;

namespace Qwak.Core.Tests.Access;

/// <summary>Failed logins are limited, and nobody can lock out anybody else.</summary>
public sealed class FailedLoginTests : StoreSuite
{
    private const string Stranger = "203.0.113.9";
    private static readonly FailedLoginOptions Limits = new();

    private string KeyId => ApiKeyText.Id(Scene.Place.AdminKey)!;

    [Fact]
    public async Task Guesses_at_one_key_are_limited_at_their_address_and_not_checked_any_more()
    {
        await FailAsync(Limits.PerKey, NewGuess);
        var limited = await TryAsync(NewGuess(), Stranger);
        Assert.Equal("rate_limited", limited.Code());
        Assert.Equal(TimeSpan.FromSeconds(10), limited.Refusal!.RetryAfter);

        // Neither counted: a client that does not give up is as far from its next try as one that waits.
        Scene.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(("unauthenticated", "rate_limited"), ((await TryAsync(NewGuess(), Stranger)).Code(), (await TryAsync(NewGuess(), Stranger)).Code()));
        Scene.Time.Advance(FailedLogins.Window);
        await FailAsync(Limits.PerKey, NewGuess);
        Assert.Equal("rate_limited", (await TryAsync(NewGuess(), Stranger)).Code());
    }

    [Fact]
    public async Task Guesses_at_many_keys_are_limited_by_address()
    {
        await FailAsync(Limits.PerAddress, () => ApiKeyText.New(RandomId.New()));
        Assert.Equal("rate_limited", (await TryAsync(ApiKeyText.New(RandomId.New()), Stranger)).Code());
        Assert.Equal("rate_limited", (await TryAsync("nonsense", Stranger)).Code());
        Assert.Equal("rate_limited", (await TryAsync(null, Stranger)).Code());
        Assert.Equal("unauthenticated", (await TryAsync("nonsense", "203.0.113.10")).Code());
    }

    [Fact]
    public async Task Who_knows_a_keys_id_does_not_lock_its_owner_out()
    {
        var fresh = (await Admin.GenerateKeyAsync("ana")).Good().Text;
        for (var address = 0; address < 50; address++)
        {
            for (var i = 0; i < 2 * Limits.PerKey; i++)
            {
                Assert.True((await TryAsync(ApiKeyText.New(ApiKeyText.Id(fresh)!), $"198.51.100.{address}")).IsRefused);
            }
        }

        (await TryAsync(fresh, "192.0.2.1")).Good();
    }

    [Fact]
    public async Task A_key_that_logged_in_before_is_let_in_beside_a_neighbour_who_guesses()
    {
        (await TryAsync(Scene.Place.AdminKey, "192.0.2.1")).Good();
        await FailAsync(Limits.PerKey, NewGuess);
        await FailAsync(Limits.PerAddress - Limits.PerKey, () => "nonsense");
        Assert.Equal("rate_limited", (await TryAsync("nonsense", Stranger)).Code());
        Assert.Equal("rate_limited", (await TryAsync(NewGuess(), Stranger)).Code());
        (await TryAsync(Scene.Place.AdminKey, Stranger)).Good();
    }

    [Fact]
    public async Task A_client_with_an_old_key_does_not_use_up_its_address()
    {
        var key = (await Admin.GenerateKeyAsync("ana")).Good();
        (await TryAsync(key.Text, Stranger)).Good();
        (await Admin.RevokeKeyAsync(key.Id)).Good();
        for (var second = 0; second < 1000; second++)
        {
            Scene.Time.Advance(TimeSpan.FromSeconds(1));
            Assert.True((await TryAsync(key.Text, Stranger)).IsRefused);
        }

        Assert.Equal("rate_limited", (await TryAsync(key.Text, Stranger)).Code());
        (await TryAsync((await Admin.GenerateKeyAsync("bob")).Good().Text, Stranger)).Good();
    }

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", "rate_limited")]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", "unauthenticated")]
    [InlineData("203.0.113.1", "203.0.113.2", "unauthenticated")]
    [InlineData(null, null, "rate_limited")]
    public async Task An_address_is_one_of_ipv4_or_a_64_of_ipv6(string? guesser, string? other, string code)
    {
        for (var i = 0; i < Limits.PerAddress; i++)
        {
            Assert.Equal("unauthenticated", (await TryAsync("nonsense", guesser)).Code());
        }

        Assert.Equal(code, (await TryAsync("nonsense", other)).Code());
    }

    [Fact]
    public async Task Logins_that_succeed_are_not_limited()
    {
        for (var i = 0; i < 3 * Limits.PerAddress; i++)
        {
            (await TryAsync(Scene.Place.AdminKey, Stranger)).Good();
        }
    }

    private protected override StorePlace NewPlace() => new SqlitePlace();

    private string NewGuess() => ApiKeyText.New(KeyId);

    private async Task FailAsync(int times, Func<string> key)
    {
        for (var i = 0; i < times; i++)
        {
            Assert.Equal("unauthenticated", (await TryAsync(key(), Stranger)).Code());
        }
    }

    private Task<Result<IssuedToken>> TryAsync(string? key, string? address) =>
        Scene.Store.Authenticator.AuthenticateAsync(key, User.Origin with { Address = address });
}
