using System.Net;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Qwak.Server.Authentication;
using Qwak.Server.Ui;
using Qwak.Server.Tests.Service;

namespace Qwak.Server.Tests;

/// <summary>These walk all endpoints, so that a new one cannot be forgotten.</summary>
public sealed class ConventionTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static readonly string[] ForAnyone =
    [
        "/api/v1/authentication/qwak-api-key", "/api/v1/token", "/.well-known/jwks.json", "/health/live", "/health/ready", "/openapi/{documentName}.json",
    ];

    private IEnumerable<RouteEndpoint> Endpoints => server.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    private IEnumerable<RouteEndpoint> Rest => Endpoints.Where(e => !IsGrpc(e) && !IsUi(e));

    private IEnumerable<RouteEndpoint> Ui => Endpoints.Where(IsUi);

    [Fact]
    public void Every_endpoint_but_the_known_ones_requires_the_bearer_token()
    {
        var open = Rest.Where(e => !e.Metadata.OfType<BearerRequired>().Any()).Select(e => "/" + e.RoutePattern.RawText!.TrimStart('/'));
        Assert.Equal(ForAnyone.Order(), open.Distinct().Order());
    }

    [Fact]
    public async Task Every_endpoint_but_the_known_ones_answers_401_to_strangers()
    {
        var asked = 0;
        foreach (var endpoint in Rest.Where(e => e.Metadata.OfType<BearerRequired>().Any()))
        {
            var path = string.Join('/', endpoint.RoutePattern.PathSegments.Select(s => s.Parts[0] is RoutePatternLiteralPart literal ? literal.Content : "x"));
            foreach (var method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods)
            {
                (await server.Stranger.SendAsync(new HttpMethod(method), "/" + path, null)).Expect(HttpStatusCode.Unauthorized);
                asked++;
            }
        }

        Assert.True(asked >= 20, $"only {asked} endpoints");
    }

    /// <summary>Requests resolve from the application's own services: what is for a scope, or made anew each time, would stay there until the process ends.</summary>
    [Fact]
    public void Every_service_of_ours_is_the_processs()
    {
        var ours = server.Services.Where(s => s.ServiceType.Assembly.GetName().Name is "qwak-server" or "Qwak.Core" or "Qwak.Connectors").ToList();
        Assert.True(ours.Count > 10, $"only {ours.Count} services");
        Assert.All(ours, service => Assert.Equal(ServiceLifetime.Singleton, service.Lifetime));
    }

    [Fact]
    public void Every_page_but_the_known_ones_requires_a_session()
    {
        string[] forAnyone = ["/", "/ui", "/ui/sign-in", "/ui/sign-in/{provider}", "/ui/sign-in/{provider}/callback", "/ui/assets/{version}/{file}"];
        var open = Ui.Where(e => !e.Metadata.OfType<SessionRequired>().Any()).Select(e => "/" + e.RoutePattern.RawText!.Trim('/'));
        Assert.Equal(forAnyone.Order(), open.Distinct().Order());
    }

    [Fact]
    public void Every_api_endpoint_has_a_name_a_summary_and_answers_for_its_document()
    {
        foreach (var endpoint in Rest.Where(e => e.RoutePattern.RawText!.Contains("api/v1/", StringComparison.Ordinal) && !e.RoutePattern.RawText.Contains("ui/", StringComparison.Ordinal) && !e.RoutePattern.RawText.Contains("jfconnect", StringComparison.Ordinal)))
        {
            Assert.NotNull(endpoint.Metadata.GetMetadata<IEndpointNameMetadata>());
            Assert.NotNull(endpoint.Metadata.GetMetadata<IEndpointSummaryMetadata>());
            Assert.Contains(endpoint.Metadata.OfType<IProducesResponseTypeMetadata>(), p => p.StatusCode == 401);
        }
    }

    [Fact]
    public void The_grpc_methods_are_those_of_the_contract()
    {
        string[] expected =
        [
            "/qwak.secret.service.SecretService/SetSecret", "/qwak.secret.service.SecretService/GetSecret",
            "/qwak.secret.service.SecretService/DeleteSecret", "/qwak.admiral.secret.v0.SecretService/SetEnvironmentSecret",
            "/qwak.admiral.secret.v0.SecretService/DeleteEnvironmentSecret", "/qwak.admiral.secret.v0.SecretService/ListAccountSecrets",
            "/qwak.administration.authentication.AuthenticationService/Authenticate",
            "/qwak.builds.v1.ModelBuildsService/Run",
            "/qwak.builds.v1.ModelBuildsService/ShipLog",
            "/qwak.ecosystem.v0.QwakEcosystemRuntime/GetAuthenticatedUserContext",
            "/qwak.feature.store.sources.DataSourceService/CreateDataSource", "/qwak.feature.store.sources.DataSourceService/UpdateDataSource",
            "/qwak.feature.store.sources.DataSourceService/DeleteDataSource", "/qwak.feature.store.sources.DataSourceService/GetDataSourceById",
            "/qwak.feature.store.sources.DataSourceService/GetDataSourceByName", "/qwak.feature.store.sources.DataSourceService/ListDataSources",
            "/qwak.feature.store.sources.DataSourceService/ListDataSourcesByAccount",
            "/qwak.features_operator.v3.FeaturesOperatorAsyncService/ValidateDataSource",
            "/qwak.features_operator.v3.FeaturesOperatorAsyncService/GetValidationResult",
        ];
        var methods = Endpoints.Select(e => e.Metadata.GetMetadata<global::Grpc.AspNetCore.Server.GrpcMethodMetadata>()?.Method.FullName).OfType<string>();
        Assert.Equal(expected.Order(), methods.Order());
    }

    // One address under /ui is the existing SDK's, and takes a token.
    private static bool IsUi(RouteEndpoint e) =>
        (e.RoutePattern.RawText is "/" || e.RoutePattern.RawText!.TrimStart('/').StartsWith("ui", StringComparison.Ordinal)) && !e.Metadata.OfType<BearerRequired>().Any();

    private static bool IsGrpc(RouteEndpoint e) =>
        e.Metadata.GetMetadata<global::Grpc.AspNetCore.Server.GrpcMethodMetadata>() is not null
        || e.DisplayName?.StartsWith("gRPC", StringComparison.Ordinal) == true;
}
