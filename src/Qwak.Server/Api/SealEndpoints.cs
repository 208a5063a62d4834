using Qwak.Core.Storage;
using Qwak.Rest;
using Qwak.Server.Authentication;
using Qwak.Server.Hosting;

namespace Qwak.Server.Api;

/// <summary>Sealing in an emergency. The way back is not here: a sealed service has no other address than <see cref="SealedDoor"/>'s.</summary>
internal static class SealEndpoints
{
    public static void MapSealEndpoints(this IEndpointRouteBuilder api) =>
        api.MapPost("/service/seal", SealAsync).WithTags("Service").WithName("SealService")
            .WithSummary("Forget every key and answer 'unavailable' at every door, until an administrator brings the seal's key")
            .Answers<SealState>(400, 403, 503);

    private static async Task<IResult> SealAsync(SealBody body, HttpContext http, Store store, SealSignal signal)
    {
        var result = await store.Sealing.SealAsync(http.RequestContext());
        if (result.IsRefused)
        {
            return Problems.From(result.Refusal, http);
        }

        await store.ShutAsync(SealSignal.Reason);
        signal.Give();
        return TypedResults.Ok(new SealState(IsSealed: true));
    }
}
