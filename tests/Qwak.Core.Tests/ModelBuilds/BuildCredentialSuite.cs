using Dapper;
using Qwak.Core.ModelBuilds;
using Qwak.Core.Tests.Service;

namespace Qwak.Core.Tests.ModelBuilds;

/// <summary>What a build's own credential is good for, and when it ends.</summary>
public abstract class BuildCredentialSuite : StoreSuite
{
    [Fact]
    public async Task A_build_reads_what_it_declared_and_its_runner_knew_the_value_before()
    {
        (await Admin.SetAsync("db-password", "v1")).Good();
        (await Admin.SetAsync("db-password", "v2")).Good();
        var (build, runner) = await TestRunner.StartAsync(Scene, Admin, "db-password");
        await using var _ = runner;
        var child = await Scene.LoginAsync(build.Key);

        Assert.Equal("v2", await child.ReadAsync("db-password"));

        Assert.Equal(("db-password", 2, "v2"), runner.Told[^1]);
        var use = Assert.Single((await Scene.Store.Builds.GetAsync(Admin.Context, build.Id)).Good().Used);
        Assert.Equal(("db-password", 2, "admin", 1L), (use.Name, use.Version, use.Principal, use.Reads));
        var read = (await Scene.EventsAsync()).First(e => e.Action == "secret.read");
        Assert.Equal(("admin", "ok", 2), (read.Principal, read.Outcome, read.Version));
    }

    [Fact]
    public async Task The_access_token_that_a_build_logs_in_for_is_told_to_its_runner()
    {
        var (build, runner) = await TestRunner.StartAsync(Scene, Admin);
        await using var _ = runner;

        var issued = (await Scene.Store.Authenticator.AuthenticateAsync(build.Key, User.Origin)).Good();

        Assert.Equal((BuildToken.Name, 0, issued.Token), Assert.Single(runner.Told));
        Assert.True(issued.ExpiresAt <= Scene.Time.GetUtcNow() + BuildToken.Lifetime);
    }

    [Fact]
    public async Task Nothing_is_released_when_the_runner_does_not_acknowledge()
    {
        (await Admin.SetAsync("db-password", "v1")).Good();
        var (build, runner) = await TestRunner.StartAsync(Scene, Admin);
        await using var _ = runner;
        var child = await Scene.LoginAsync(build.Key);
        runner.IsAnswering = false;

        var reading = child.ReadAsync("db-password");
        while (!reading.IsCompleted)
        {
            Scene.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(1);
        }

        Assert.Equal("<unavailable>", await reading);
        Assert.Empty((await Scene.Store.Builds.GetAsync(Admin.Context, build.Id)).Good().Used);
    }

    [Fact]
    public async Task An_undeclared_secret_is_refused_and_the_runner_hears_of_it()
    {
        (await Admin.SetAsync("declared-one", "v1")).Good();
        (await Admin.SetAsync("other-one", "v1")).Good();
        var (build, runner) = await TestRunner.StartAsync(Scene, Admin, "declared-one");
        await using var _ = runner;
        var child = await Scene.LoginAsync(build.Key);

        Assert.Equal("<permission_denied>", await child.ReadAsync("other-one"));
        Assert.Equal("<permission_denied>", await child.ReadAsync("missing-one"));

        await WaitUntilAsync(() => runner.Refused.Count == 2);
        Assert.Equal([("other-one", "permission_denied"), ("missing-one", "permission_denied")], runner.Refused);
        Assert.DoesNotContain(runner.Told, told => told.Name == "other-one");
    }

    [Fact]
    public async Task A_build_neither_sets_nor_deletes_nor_starts_builds_nor_leaves_its_environment()
    {
        (await Admin.SetAsync("db-password", "v1")).Good();
        var (build, runner) = await TestRunner.StartAsync(Scene, Admin);
        await using var _ = runner;
        var child = await Scene.LoginAsync(build.Key);
        await Scene.EnvironmentAsync("production", "127.0.0.1:9443");
        (await Admin.SetAsync("db-password", "p1", environment: "production")).Good();

        Assert.Equal("v1", await child.ReadAsync("db-password"));
        Assert.Equal(RefusalCode.PermissionDenied, (await child.SetAsync("db-password", "v2")).Refusal?.Code);
        Assert.Equal(RefusalCode.PermissionDenied, (await child.DeleteAsync("db-password")).Refusal?.Code);
        Assert.Equal(RefusalCode.PermissionDenied, (await child.GenerateKeyAsync("other")).Refusal?.Code);
        Assert.Equal(RefusalCode.PermissionDenied, (await Scene.Store.Builds.StartAsync(child.Context, "churn", [])).Refusal?.Code);
        Assert.True((await child.GetAsync("db-password", environment: "production")).IsRefused);
        Assert.True((await child.From("127.0.0.1:9443").GetAsync("db-password")).IsRefused);
    }

    [Fact]
    public async Task The_credential_is_dead_at_once_when_the_build_ends()
    {
        (await Admin.SetAsync("db-password", "v1")).Good();
        var (build, runner) = await TestRunner.StartAsync(Scene, Admin);
        await using var _ = runner;
        var child = await Scene.LoginAsync(build.Key);
        Assert.Equal("v1", await child.ReadAsync("db-password"));

        (await Scene.Store.Builds.FinishAsync(Admin.Context, build.Id, new ModelBuildOutcome(ModelBuildStatus.Succeeded, 0, "{}"))).Good();

        Assert.Equal("<unauthenticated>", await child.ReadAsync("db-password"));
        Assert.True((await Scene.Store.Authenticator.AuthenticateAsync(build.Key, User.Origin)).IsRefused);
    }

    [Fact]
    public async Task Without_its_runners_stream_a_build_reads_nothing_and_is_given_up_after_a_while()
    {
        (await Admin.SetAsync("db-password", "v1")).Good();
        var (build, runner) = await TestRunner.StartAsync(Scene, Admin);
        var child = await Scene.LoginAsync(build.Key);
        await runner.DisposeAsync();

        Assert.Equal("<unauthenticated>", await child.ReadAsync("db-password"));
        Assert.True((await Scene.Store.Authenticator.AuthenticateAsync(build.Key, User.Origin)).IsRefused);
        Scene.Time.Advance(BuildRunners.Grace + TimeSpan.FromSeconds(1));
        await Scene.Store.TickAsync();

        var record = (await Scene.Store.Builds.GetAsync(Admin.Context, build.Id)).Good().Build;
        Assert.Equal(ModelBuildStatus.Lost, record.Status);
        Assert.NotNull(record.FinishedAt);
    }

    [Fact]
    public async Task A_runner_that_comes_back_in_time_goes_on_also_after_a_restart()
    {
        (await Admin.SetAsync("db-password", "v1")).Good();
        var (build, runner) = await TestRunner.StartAsync(Scene, Admin);
        await runner.DisposeAsync();
        await Scene.RestartAsync();
        Scene.Time.Advance(TimeSpan.FromSeconds(5));

        (await Scene.Store.Builds.ResumeAsync(Admin.Context, build.Id)).Good();
        await using var again = new TestRunner(Scene.Store.Runners, build.Id);
        Scene.Time.Advance(BuildRunners.Grace + TimeSpan.FromSeconds(1));
        await Scene.Store.TickAsync();

        var child = await Scene.LoginAsync(build.Key);
        Assert.Equal("v1", await child.ReadAsync("db-password"));
    }

    [Fact]
    public async Task After_a_restart_a_build_whose_runner_stays_away_is_given_up()
    {
        var (build, runner) = await TestRunner.StartAsync(Scene, Admin);
        await runner.DisposeAsync();
        await Scene.RestartAsync();

        Scene.Time.Advance(BuildRunners.Grace + TimeSpan.FromSeconds(1));
        await Scene.Store.TickAsync();

        Assert.Equal(ModelBuildStatus.Lost, (await Scene.Store.Builds.GetAsync(Admin.Context, build.Id)).Good().Build.Status);
    }

    [Fact]
    public async Task A_build_may_never_more_than_who_started_it()
    {
        (await Admin.SetAsync("db-password", "v1")).Good();
        var owner = await Scene.UserAsync("data-scientist");
        var (build, runner) = await TestRunner.StartAsync(Scene, owner);
        await using var _ = runner;
        var child = await Scene.LoginAsync(build.Key);
        Assert.Equal("v1", await child.ReadAsync("db-password"));

        (await Admin.RevokeRoleAsync("data-scientist", "*")).Good();

        Assert.Equal("<not_found>", await child.ReadAsync("db-password"));
    }

    [Fact]
    public async Task A_build_ends_with_the_key_of_who_started_it()
    {
        (await Admin.SetAsync("db-password", "v1")).Good();
        var key = (await Admin.GenerateKeyAsync("data-scientist")).Good();
        var (build, runner) = await TestRunner.StartAsync(Scene, await Scene.LoginAsync(key.Text));
        await using var _ = runner;
        var child = await Scene.LoginAsync(build.Key);

        (await Admin.RevokeKeyAsync(key.Id)).Good();

        Assert.Equal("<unauthenticated>", await child.ReadAsync("db-password"));
    }

    [Theory]
    [InlineData("declared = ''")]
    [InlineData("credential = 'key:0123456789abcdef0123456789abcdef'")]
    [InlineData("environment_id = (SELECT id FROM environment WHERE name = 'production')")]
    public async Task A_build_whose_row_was_edited_has_no_credential(string edit)
    {
        await Scene.EnvironmentAsync("production", "127.0.0.1:9443");
        var (build, runner) = await TestRunner.StartAsync(Scene, Admin, "declared-one");
        await using var _ = runner;
        await using (var connection = Scene.Place.Connect())
        {
            await connection.ExecuteAsync($"UPDATE model_build SET {edit}");
        }

        Assert.Equal(RefusalCode.Unauthenticated, (await Scene.Store.Authenticator.AuthenticateAsync(build.Key, User.Origin)).Refusal?.Code);
    }

    [Fact]
    public async Task A_runner_that_lost_the_answer_to_its_finish_is_told_it_again_and_gets_no_credential_back()
    {
        var (build, runner) = await TestRunner.StartAsync(Scene, Admin);
        Assert.False((await Scene.Store.Builds.ResumeAsync(Admin.Context, build.Id)).Good().IsFinished);
        (await Scene.Store.Builds.FinishAsync(Admin.Context, build.Id, new ModelBuildOutcome(ModelBuildStatus.Failed, 1, null))).Good();
        await runner.DisposeAsync();

        Assert.True((await Scene.Store.Builds.ResumeAsync(Admin.Context, build.Id)).Good().IsFinished);
        Assert.Equal(RefusalCode.Unauthenticated, (await Scene.Store.Authenticator.AuthenticateAsync(build.Key, User.Origin)).Refusal?.Code);
        Assert.Equal(ModelBuildStatus.Failed, (await Scene.Store.Builds.GetAsync(Admin.Context, build.Id)).Good().Build.Status);
        var other = await Scene.UserAsync("other");
        Assert.Equal(RefusalCode.NotFound, (await Scene.Store.Builds.ResumeAsync(other.Context, build.Id)).Refusal?.Code);
    }

    [Fact]
    public async Task Nobody_else_takes_up_or_finishes_a_build()
    {
        var (build, runner) = await TestRunner.StartAsync(Scene, Admin);
        await using var _ = runner;
        var other = await Scene.UserAsync("other");
        var child = await Scene.LoginAsync(build.Key);
        var outcome = new ModelBuildOutcome(ModelBuildStatus.Succeeded, 0, null);

        foreach (var user in new[] { other, child })
        {
            Assert.Equal(RefusalCode.NotFound, (await Scene.Store.Builds.ResumeAsync(user.Context, build.Id)).Refusal?.Code);
            Assert.Equal(RefusalCode.NotFound, (await Scene.Store.Builds.FinishAsync(user.Context, build.Id, outcome)).Refusal?.Code);
        }
    }

    private static async Task WaitUntilAsync(Func<bool> condition)
    {
        for (var turn = 0; turn < 1000 && !condition(); turn++)
        {
            await Task.Delay(5);
        }
    }
}

public sealed class BuildCredentialsOnSqlite : BuildCredentialSuite
{
    private protected override StorePlace NewPlace() => new SqlitePlace();
}
