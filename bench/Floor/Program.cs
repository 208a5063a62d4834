using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Qwak.Rest;
using Qwak.Wire.Edge;

namespace Qwak.Bench.Floor;

/// <summary>
/// The floor: what ASP.NET Core itself costs for the same answer over the same TLS, without logging in, authorising,
/// decrypting or auditing. Arguments: port, certificate, key.
/// </summary>
internal static class Program
{
    private static readonly string Value = new('v', 64);

    private static async Task Main(string[] arguments)
    {
        var certificate = X509Certificate2.CreateFromPemFile(arguments[1], arguments[2]);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(
            IPAddress.Loopback,
            int.Parse(arguments[0], CultureInfo.InvariantCulture),
            endpoint =>
            {
                endpoint.Protocols = HttpProtocols.Http1AndHttp2;
                endpoint.UseHttps(certificate);
            }));
        builder.Services.AddRoutingCore();
        builder.Services.AddGrpc();
        await using var app = builder.Build();
        app.UseRouting();
        app.MapGrpcService<ConstantService>();
        app.MapGet(
            "/api/v1/environments/{environment}/secrets/{name}/value",
            (string name) => TypedResults.Json(
                new SecretValueBody { Name = name, Version = 1, Value = Value }, RestJson.Default.SecretValueBody));
        await app.RunAsync();
    }

    private sealed class ConstantService : SecretService.SecretServiceBase
    {
        public override Task<GetSecretResponse> GetSecret(GetSecretRequest request, ServerCallContext call) =>
            Task.FromResult(new GetSecretResponse { Name = request.Name, Value = Value });
    }
}
