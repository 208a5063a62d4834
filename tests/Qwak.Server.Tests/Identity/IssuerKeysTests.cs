using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Qwak.Connectors.Tests.Support;
using Qwak.Core.Identity;
using Qwak.Core.Tests.Identity;
using Qwak.Server.Identity;
using Qwak.Server.Tests.Service;

namespace Qwak.Server.Tests.Identity;

/// <summary>Issuers whose keys' server hangs, lies or grows: their tokens are refused, and others are served meanwhile.</summary>
public sealed class IssuerKeysTests(ServerFixture server, ITestOutputHelper output) : IClassFixture<ServerFixture>
{
    private static readonly IdentityOptions Loopback = new() { AllowedNetworks = SourceUser.Loopback.AllowedNetworks };

    public static TheoryData<string> FalseDiscoveries => ["another issuer", "no keys' address", "keys over http", "keys in the cloud's metadata", "no object"];

    [Fact]
    public async Task Keys_servers_that_hang_lie_and_grow_are_refused_and_others_are_served_meanwhile()
    {
        const int Tokens = 20;
        string[] lies = ["hangs", "drips", "grows", "redirects", "another issuer's keys"];
        await using var good = await IssuerServer.StartAsync();
        await server.TrustAsync(good.Issuer.Url);
        var secret = server.NewName("secret");
        (await server.Admin.SetAsync(secret, "value")).Expect(HttpStatusCode.OK);
        await ServeAsync();

        var liars = await Task.WhenAll(lies.Select(async lie =>
        {
            var ci = await IssuerServer.StartAsync();
            await server.TrustAsync(ci.Issuer.Url, ci.JwksUrl);
            ci.Instead = http => LieAsync(http, lie, good.JwksUrl);
            return ci;
        }));
        var watch = Stopwatch.StartNew();
        var waiting = liars.SelectMany(ci => Enumerable.Range(0, Tokens).Select(_ => server.ExchangeAsync(ci.Issuer.Token(TimeProvider.System.GetUtcNow())))).ToList();
        var served = new List<TimeSpan>();
        do
        {
            served.Add(await ServeAsync());
        }
        while (waiting.Any(exchange => !exchange.IsCompleted));

        var statuses = (await Task.WhenAll(waiting)).Select(answer => answer.StatusCode).ToList();
        Assert.All(statuses.Take((lies.Length - 1) * Tokens), status => Assert.Equal(HttpStatusCode.ServiceUnavailable, status));
        Assert.All(statuses.Skip((lies.Length - 1) * Tokens), status => Assert.Equal(HttpStatusCode.BadRequest, status));
        Assert.InRange(watch.Elapsed, IssuerHttp.Patience, 2 * IssuerHttp.Patience);
        Assert.All(liars, ci => Assert.Equal(1, ci.Fetches));
        Assert.True(served.Max() < IssuerHttp.Patience, $"an exchange with the good issuer and a read took {served.Max()}");
        output.WriteLine($"{waiting.Count} tokens refused within {watch.Elapsed.TotalSeconds:0.0} s and {liars.Length} fetches; meanwhile {served.Count} exchanges and reads, median {served.Order().ElementAt(served.Count / 2).TotalMilliseconds:0} ms, slowest {served.Max().TotalMilliseconds:0} ms");
        foreach (var ci in liars)
        {
            await ci.DisposeAsync();
        }

        async Task<TimeSpan> ServeAsync()
        {
            var one = Stopwatch.StartNew();
            Assert.Equal(HttpStatusCode.OK, (await server.ExchangeAsync(good.Issuer.Token(TimeProvider.System.GetUtcNow()))).StatusCode);
            (await server.Admin.ReadAsync(secret)).Expect(HttpStatusCode.OK);
            return one.Elapsed;
        }
    }

    [Theory]
    [InlineData("gzip bomb")]
    [InlineData("fails")]
    [InlineData("html")]
    [InlineData("no keys")]
    [InlineData("only HMAC keys")]
    [InlineData("short RSA key")]
    [InlineData("too many keys")]
    [InlineData("breaks off")]
    public async Task An_answer_that_is_no_set_of_good_keys_is_refused(string lie)
    {
        await using var ci = await IssuerServer.StartAsync();
        ci.Instead = http => LieAsync(http, lie, ci.JwksUrl);
        Assert.Equal(TokenProblem.UnreachableIssuer, await ProblemAsync(Loopback, Provider(ci)));
        Assert.Equal(1, ci.Fetches);
    }

    [Theory]
    [MemberData(nameof(FalseDiscoveries))]
    public async Task A_discovery_that_lies_is_refused(string lie)
    {
        await using var ci = await IssuerServer.StartAsync();
        await server.TrustAsync(ci.Issuer.Url);
        var (issuer, keys) = (ci.Issuer.Url, ci.JwksUrl);
        ci.Discovery = () => lie switch
        {
            "another issuer" => new { issuer = "https://elsewhere.example.com", jwks_uri = keys },
            "no keys' address" => new { issuer },
            "keys over http" => new { issuer, jwks_uri = "http://192.0.2.1/keys" },
            "keys in the cloud's metadata" => new { issuer, jwks_uri = "https://169.254.169.254/keys" },
            _ => new[] { issuer },
        };
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await server.ExchangeAsync(ci.Issuer.Token(TimeProvider.System.GetUtcNow()))).StatusCode);
        Assert.Equal(0, ci.Fetches);
    }

    [Fact]
    public async Task An_issuer_on_this_machine_or_of_another_root_is_not_asked_unless_an_administrator_said_so()
    {
        await using var ci = await IssuerServer.StartAsync();
        var provider = Provider(ci);
        Assert.Equal(TokenProblem.UnreachableIssuer, await ProblemAsync(new IdentityOptions(), provider));
        Assert.Equal(0, ci.Fetches);
        Assert.Equal(TokenProblem.UnreachableIssuer, await ProblemAsync(Loopback, provider with { CertificateAuthority = TestCertificates.OtherRoots.ExportCertificatePems() }));
        Assert.Equal(0, ci.Fetches);
        Assert.Null(await ProblemAsync(Loopback, provider));
    }

    [Fact]
    public async Task Keys_are_fetched_by_one_at_a_time_at_a_bounded_rate_and_kept_for_an_hour_without_their_server()
    {
        using var issuer = new TestIssuer("https://ci.example.com");
        var keys = IssuerKeySet.Parse(System.Text.Encoding.UTF8.GetBytes(issuer.Jwks()));
        var (fetches, time) = (0, new FakeTimeProvider());
        var isUp = true;
        var cache = new IssuerCache(
            async () =>
            {
                Interlocked.Increment(ref fetches);
                await Task.Yield();
                return isUp ? new IssuerDocuments(keys!, SignIn: null) : null;
            },
            time);

        Assert.All(await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => FindAsync("r"))), Assert.Null);
        Assert.Equal(1, fetches);

        // Keys that nobody knows: one fetch in ten seconds, however many ask.
        for (var second = 0; second < 60; second++)
        {
            Assert.All(await Task.WhenAll(Enumerable.Range(0, 20).Select(i => FindAsync($"unknown-{i}"))), problem => Assert.Equal(TokenProblem.UnknownKey, problem));
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(fetches, 6, 7);
        isUp = false;
        time.Advance(TimeSpan.FromMinutes(59));
        Assert.Null(await FindAsync("r"));
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(TokenProblem.UnreachableIssuer, await FindAsync("r"));
        isUp = true;
        time.Advance(IssuerCache.Interval);
        Assert.Null(await FindAsync("r"));

        async Task<TokenProblem?> FindAsync(string keyId) => (await cache.FindKeyAsync(keyId, TestContext.Current.CancellationToken)).Problem;
    }

    [Fact]
    public async Task A_new_key_of_the_issuer_is_found_and_a_withdrawn_one_is_dropped()
    {
        await using var ci = await IssuerServer.StartAsync();
        var time = new FakeTimeProvider();
        var keys = new Issuers(Loopback, time, NullLogger<Issuers>.Instance);
        Assert.Null((await keys.FindKeyAsync(Provider(ci), "r", TestContext.Current.CancellationToken)).Problem);
        ci.Instead = http => http.Response.WriteAsync(ci.Issuer.Jwks().Replace("\"kid\":\"r\"", "\"kid\":\"r2\"", StringComparison.Ordinal));
        Assert.Equal(TokenProblem.UnknownKey, (await keys.FindKeyAsync(Provider(ci), "r2", TestContext.Current.CancellationToken)).Problem);
        time.Advance(IssuerCache.Interval);
        Assert.Null((await keys.FindKeyAsync(Provider(ci), "r2", TestContext.Current.CancellationToken)).Problem);
        Assert.Equal(TokenProblem.UnknownKey, (await keys.FindKeyAsync(Provider(ci), "r", TestContext.Current.CancellationToken)).Problem);
    }

    private static async Task<TokenProblem?> ProblemAsync(IdentityOptions options, IdentityProvider provider) =>
        (await new Issuers(options, TimeProvider.System, NullLogger<Issuers>.Instance).FindKeyAsync(provider, "r", TestContext.Current.CancellationToken)).Problem;

    private static IdentityProvider Provider(IssuerServer ci) => new(
        "ci", ci.Issuer.Url, [TestIssuer.Audience], ci.JwksUrl, TestCertificates.Roots.ExportCertificatePems(), ReusableTokens: false, default, "admin");

    private static async Task LieAsync(HttpContext http, string lie, string elsewhere)
    {
        if (await IssuerServer.TryLieAsync(http, lie, elsewhere))
        {
            return;
        }

        var response = http.Response;
        switch (lie)
        {
            case "drips":
                while (!http.RequestAborted.IsCancellationRequested)
                {
                    await response.WriteAsync(" ", http.RequestAborted);
                    await response.Body.FlushAsync(http.RequestAborted);
                    await Task.Delay(100, http.RequestAborted);
                }

                break;
            case "gzip bomb":
                response.Headers.ContentEncoding = "gzip";
                await using (var gzip = new System.IO.Compression.GZipStream(response.Body, System.IO.Compression.CompressionLevel.Fastest))
                {
                    for (var mebibyte = 0; mebibyte < 64; mebibyte++)
                    {
                        await gzip.WriteAsync(new byte[1 << 20], http.RequestAborted);
                    }
                }

                break;
            case "no keys":
                await response.WriteAsync("""{"keys":[]}""");
                break;
            case "only HMAC keys":
                await response.WriteAsync("""{"keys":[{"kty":"oct","kid":"r","k":"c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0"}]}""");
                break;
            case "short RSA key":
                await response.WriteAsync("""{"keys":[{"kty":"RSA","kid":"r","n":"u1SU1LfVLPHCozMxH2Mo4lgOEePzNm0tRgeLezV6ffAt0gunVTLw7onLRnrq0_IzW7yWR7QkrmBL7jTKEn5u","e":"AQAB"}]}""");
                break;
            case "too many keys":
                await response.WriteAsync($$"""{"keys":[{{string.Join(',', Enumerable.Range(0, 101).Select(i => $$"""{"kty":"RSA","kid":"{{i}}"}"""))}}]}""");
                break;
            case "another issuer's keys":
                using (var other = new TestIssuer("https://elsewhere.example.com"))
                {
                    await response.WriteAsync(other.Jwks());
                }

                break;
            default:
                response.ContentLength = 1000;
                await response.WriteAsync("""{"keys":""");
                http.Abort();
                break;
        }
    }
}
