using System.Net;
using Qwak.Clients;
using Qwak.Clients.Administration;
using Qwak.Core;
using Qwak.Server.Tests.Service;

namespace Qwak.Server.Tests.Rest;

/// <summary>Verifying, exporting and following over the wire, with the SDK's own reader of lines.</summary>
public sealed class AuditStreamTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_verification_tells_how_far_it_is_and_then_what_it_found()
    {
        await server.Admin.SetAsync(server.NewName("verified"), "v");
        using var client = Client();
        var lines = await client.Audit.VerifyAsync(Stop).ToListAsync(Stop);
        Assert.All(lines.SkipLast(1), line => Assert.Null(line.Result));
        var found = lines[^1].Result!;
        Assert.True(found.IsGood);
        Assert.Equal(lines[^1].Of, found.Events);
        var key = (await server.Admin.GetAsync("/api/v1/audit/checkpoint-key")).Expect(HttpStatusCode.OK);
        Assert.Equal(found.CheckpointKey, key.Member("publicKey"));
    }

    [Fact]
    public async Task An_event_that_was_edited_behind_the_services_back_is_named()
    {
        await using var own = await ServerFixture.StartAsync();
        await own.Admin.SetAsync("edited", "v");
        await own.Admin.ReadAsync("edited");
        await own.Store.TickAsync();
        own.Sql("UPDATE audit_event SET principal = 'nobody' WHERE action = 'secret.set'");
        using var client = Client(own);
        var fault = Assert.Single((await client.Audit.VerifyAsync(Stop).LastAsync(Stop)).Result!.Faults);
        Assert.Equal(("edited", 1), (fault.Kind, fault.Writer));
        Assert.Equal("secret.set", (await client.Audit.ListAsync(cancellationToken: Stop).FirstAsync(e => e.Sequence == fault.Sequence, Stop)).Action);
    }

    [Fact]
    public async Task Who_follows_sees_each_event_as_it_comes_and_where_to_go_on()
    {
        var name = server.NewName("followed");
        using var client = Client();
        var filter = new ListAuditEventsOptions { Name = name };
        await using var lines = client.Audit.StreamAsync(filter, after: null, isFollowed: true, Stop).GetAsyncEnumerator(Stop);
        Assert.True(await lines.MoveNextAsync());
        Assert.Null(lines.Current.Event);
        string? after = null;
        for (var version = 1; version <= 3; version++)
        {
            await server.Admin.SetAsync(name, $"v{version}");
            do
            {
                Assert.True(await lines.MoveNextAsync());
            }
            while (lines.Current.Event is null);
            Assert.Equal(version, lines.Current.Event.Version);
            Assert.NotNull(lines.Current.Event.Hash);
            Assert.StartsWith("key:", lines.Current.Event.Credential, StringComparison.Ordinal);
            after ??= lines.Current.After;
        }

        var rest = await client.Audit.StreamAsync(filter, after, isFollowed: false, Stop).Where(line => line.Event is not null).ToListAsync(Stop);
        Assert.Equal([2, 3], rest.Select(line => line.Event!.Version!.Value));
    }

    [Theory]
    [InlineData("after=x")]
    [InlineData("after=1:-2")]
    [InlineData("follow=maybe")]
    [InlineData("since=yesterday")]
    public async Task A_wrong_parameter_is_400(string query) =>
        (await server.Admin.GetAsync($"/api/v1/audit/events/stream?{query}")).Expect(HttpStatusCode.BadRequest, QwakErrorCodes.InvalidValue);

    [Fact]
    public async Task Only_an_administrator_verifies_streams_or_gets_the_key()
    {
        var user = await server.NewUserAsync();
        (await user.PostAsync("/api/v1/audit/verify", new { })).Expect(HttpStatusCode.Forbidden, QwakErrorCodes.PermissionDenied);
        (await user.GetAsync("/api/v1/audit/events/stream")).Expect(HttpStatusCode.Forbidden, QwakErrorCodes.PermissionDenied);
        (await user.GetAsync("/api/v1/audit/checkpoint-key")).Expect(HttpStatusCode.Forbidden, QwakErrorCodes.PermissionDenied);
    }

    private AdministrationClient Client(ServerFixture? other = null)
    {
        var at = other ?? server;
        var authority = Path.Combine(Path.GetTempPath(), RandomId.New() + ".pem");
        File.WriteAllText(authority, at.Authority.ExportCertificatePem());
        return new AdministrationClient(new QwakConnectionOptions
        {
            Url = at.Admin.Url,
            CertificateAuthorityFile = authority,
            ApiKey = at.AdminKey,
            Variables = _ => null,
        });
    }
}
