using System.Text.Json.Serialization;
using Qwak.Core.Access;
using Qwak.Core.Storage;

namespace Qwak.Server.Api;

/// <summary>The public keys of access tokens, with which the existing SDK checks them (contract 2.4).</summary>
internal static partial class WellKnownEndpoints
{
    public static void MapWellKnownEndpoints(this IEndpointRouteBuilder app) =>
        app.MapGet("/.well-known/jwks.json", (Store store) => TypedResults.Json(new Jwks(store.Tokens.Jwks), JwksJson.Default.Jwks))
            .WithTags("Authentication").WithName("GetJwks").WithSummary("Public keys of access tokens (RFC 7517)");

    internal sealed record Jwks(IReadOnlyList<JsonWebKeyRecord> Keys);

    [JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
    [JsonSerializable(typeof(Jwks))]
    private sealed partial class JwksJson : JsonSerializerContext;
}
