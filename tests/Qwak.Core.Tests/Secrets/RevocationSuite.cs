using System.Collections.Concurrent;
using Qwak.Core.Access;
using Qwak.Core.Tests.Service;

namespace Qwak.Core.Tests.Secrets;

/// <summary>A revocation holds from the moment it is committed: the next read is refused, under load and in every form.</summary>
public abstract class RevocationSuite : StoreSuite
{
    private static readonly int Rounds = FullRun.Count(usual: 150, full: 1000);

    [Fact]
    public async Task No_answer_comes_late_after_a_revocation_under_load()
    {
        (await Admin.SetAsync("some-secret", "value")).Good();
        using var stop = new CancellationTokenSource();
        var busy = await Scene.UserAsync("busy");
        var load = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                Assert.Equal("value", await busy.ReadAsync("some-secret"));
            }
        })).ToList();

        var late = new ConcurrentBag<string>();
        await Parallel.ForAsync(0, Rounds, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (i, _) =>
        {
            var (user, revoke) = await VictimAsync(i);
            Assert.Equal("value", await user.ReadAsync("some-secret"));

            // Another of the victim's reads is on its way while the revocation commits.
            var racing = user.ReadAsync("some-secret");
            await revoke();
            if (await user.ReadAsync("some-secret") is var read && read == "value")
            {
                late.Add($"round {i}: {read}");
            }

            await racing;
        });
        await stop.CancelAsync();
        await Task.WhenAll(load);
        Assert.Empty(late);
        await Audit.IndependentChain.VerifyAsync(Scene.Place);
    }

    [Fact]
    public async Task A_revoked_key_takes_its_access_tokens_with_it_and_cannot_log_in()
    {
        var key = (await Admin.GenerateKeyAsync("ana")).Good();
        var ana = await Scene.LoginAsync(key.Text);
        (await Admin.RevokeKeyAsync(key.Id)).Good();
        Assert.Equal("<unauthenticated>", await ana.ReadAsync("some-secret"));
        Assert.Equal("unauthenticated", (await ana.SetAsync("some-secret", "x")).Code());
        Assert.Equal("unauthenticated", (await ana.ListAsync()).Code());
        Assert.Equal("unauthenticated", (await Scene.Store.Authenticator.AuthenticateAsync(key.Text, User.Origin)).Code());
        Assert.Equal(("ana", "unauthenticated"), ((await Scene.LastEventAsync()).Principal, (await Scene.LastEventAsync()).Outcome));
        await Scene.RestartAsync();
        Assert.Equal("unauthenticated", (await Scene.Store.Authenticator.AuthenticateAsync(key.Text, User.Origin)).Code());
    }

    [Fact]
    public async Task A_role_that_is_lowered_or_taken_holds_for_the_next_operation()
    {
        var ana = await Scene.UserAsync("ana");
        (await ana.SetAsync("some-secret", "value")).Good();
        (await Admin.GrantRoleAsync("ana", "*", "reader")).Good();
        Assert.Equal("permission_denied", (await ana.SetAsync("some-secret", "x")).Code());
        Assert.Equal("value", await ana.ReadAsync("some-secret"));
        (await Admin.RevokeRoleAsync("ana", "*")).Good();
        Assert.Equal("<not_found>", await ana.ReadAsync("some-secret"));
        (await Admin.GrantRoleAsync("ana", "default", "member")).Good();
        Assert.Equal("value", await ana.ReadAsync("some-secret"));
    }

    // Keys, access tokens and roles in turn.
    private async Task<(User User, Func<Task> Revoke)> VictimAsync(int i)
    {
        if (i % 3 == 1)
        {
            await EnsureUserAsync();
            var (record, token, _) = (await Admin.CreateTokenAsync("victim")).Good();
            return (await Scene.UseAsync(token.Token), async () => (await Admin.RevokeTokenAsync(record.Id)).Good());
        }

        var name = $"victim-{i}";
        GeneratedKey key = (await Admin.GenerateKeyAsync(name)).Good();
        var user = await Scene.LoginAsync(key.Text);
        return i % 3 == 0
            ? (user, async () => (await Admin.RevokeKeyAsync(key.Id)).Good())
            : (user, async () => (await Admin.RevokeRoleAsync(name, "*")).Good());
    }

    private async Task EnsureUserAsync() => (await Admin.GrantRoleAsync("victim", "*", "member")).Good();
}

public sealed class RevocationOnSqlite : RevocationSuite
{
    private protected override StorePlace NewPlace() => new SqlitePlace();
}
