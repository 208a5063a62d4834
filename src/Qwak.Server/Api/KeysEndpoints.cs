using Qwak.Core.Storage;
using Qwak.Rest;

namespace Qwak.Server.Api;

internal static class KeysEndpoints
{
    public static void MapKeysEndpoints(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/keys").WithTags("Keys");
        group.MapGet("", StatusAsync).WithName("GetKeyring").WithSummary("The seal, the key-encryption keys, and how much is under each")
            .Answers<KeyringProperties>(403);
        group.MapPost("/rotate", RotateAsync).WithName("RotateKey").WithSummary("Make a new active key; older keys go on decrypting")
            .Answers<KeyringProperties>(400, 403);
        group.MapPost("/rewrap", RewrapAsync).WithName("RewrapKeys")
            .WithSummary("One step of putting everything under the active key; repeat with 'next' until it is null")
            .Answers<RewrapStep>(400, 403, 503);
        group.MapPost("/reseal", ResealAsync).WithName("ResealKeyring")
            .WithSummary("Put the keyring under the seal that the service's operator has named as the next one")
            .Answers<KeyringProperties>(400, 403, 503);
    }

    private static Task<IResult> ResealAsync(ResealBody body, HttpContext http, Store store) =>
        http.AnswerAsync(store.Keys.ResealAsync, TypedResults.Ok);

    private static Task<IResult> StatusAsync(HttpContext http, Store store) => http.AnswerAsync(store.Keys.StatusAsync, TypedResults.Ok);

    private static Task<IResult> RotateAsync(RotateKeyBody body, HttpContext http, Store store) =>
        http.AnswerAsync(store.Keys.RotateAsync, TypedResults.Ok);

    private static Task<IResult> RewrapAsync(RewrapBody body, HttpContext http, Store store) =>
        http.AnswerAsync(context => store.Keys.RewrapAsync(context, body.After), TypedResults.Ok);
}
