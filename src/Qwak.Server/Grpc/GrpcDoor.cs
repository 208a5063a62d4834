using Grpc.Core;
using Qwak.Core.Access;
using Qwak.Core.Storage;
using Qwak.Server.Authentication;

namespace Qwak.Server.Grpc;

/// <summary>The gRPC door: which services it has, and what each of their methods starts with.</summary>
internal static class GrpcDoor
{
    public static void AddQwakGrpc(this IServiceCollection services)
    {
        services.AddGrpc(grpc =>
        {
            grpc.EnableDetailedErrors = false;
            grpc.IgnoreUnknownServices = false;
            grpc.Interceptors.Add<Faults>();
        });

        // None holds anything of a request: without this each call would make its own.
        services.AddSingleton<Faults>();
        services.AddSingleton<EdgeSecretGrpcService>();
        services.AddSingleton<AdmiralSecretGrpcService>();
        services.AddSingleton<AuthenticationGrpcService>();
        services.AddSingleton<EcosystemGrpcService>();
        services.AddSingleton<ModelBuildsGrpcService>();
        services.AddSingleton<DataSourcesGrpcService>();
        services.AddSingleton<FeaturesOperatorGrpcService>();
    }

    public static void MapQwakGrpc(this IEndpointRouteBuilder app)
    {
        app.MapGrpcService<EdgeSecretGrpcService>();
        app.MapGrpcService<AdmiralSecretGrpcService>();
        app.MapGrpcService<AuthenticationGrpcService>();
        app.MapGrpcService<EcosystemGrpcService>();
        app.MapGrpcService<ModelBuildsGrpcService>();
        app.MapGrpcService<DataSourcesGrpcService>();
        app.MapGrpcService<FeaturesOperatorGrpcService>();
    }

    /// <exception cref="RpcException">UNAUTHENTICATED.</exception>
    public static async ValueTask<RequestContext> AuthenticateAsync(this ServerCallContext call, Store store)
    {
        var http = call.GetHttpContext();
        return (await http.AuthenticateAsync(store)).OrThrow(http);
    }
}
