using Qwak.Clients.Administration;
using Qwak.Core;
using Qwak.Core.Storage;
using Qwak.Rest;

namespace Qwak.Server.Api;

/// <summary>Whose OIDC tokens are taken, and for whom they stand.</summary>
internal static class IdentityEndpoints
{
    public static void MapIdentityEndpoints(this IEndpointRouteBuilder api)
    {
        var providers = api.MapGroup("/identity-providers").WithTags("Identity");
        providers.MapGet("", ListProvidersAsync).WithName("ListIdentityProviders").WithSummary("List the issuers whose OIDC tokens are exchanged, or that users sign in with")
            .Answers<Page<IdentityProviderProperties>>(403);
        providers.MapPost("", CreateProviderAsync).WithName("CreateIdentityProvider").WithSummary("Make an identity provider; no token of it is taken before a rule says so")
            .Answers<IdentityProviderProperties>(400, 403, 409, 503);
        providers.MapDelete("/{name}", DeleteProviderAsync).WithName("DeleteIdentityProvider").WithSummary("Delete an identity provider with its rules, and end the access tokens and sessions that came of them")
            .AnswersNothing(400, 403, 404, 503);

        var rules = api.MapGroup("/identity-rules").WithTags("Identity");
        rules.MapGet("", ListRulesAsync).WithName("ListIdentityRules").WithSummary("List which tokens stand for which service account or user")
            .Answers<Page<IdentityRuleProperties>>(403);
        rules.MapPost("", CreateRuleAsync).WithName("CreateIdentityRule").WithSummary("Let a provider's tokens with certain claims stand for a service account, or for a user who signs in")
            .Answers<IdentityRuleProperties>(400, 403, 404, 409, 503);
        rules.MapDelete("/{name}", DeleteRuleAsync).WithName("DeleteIdentityRule").WithSummary("Delete a rule, and end the access tokens and sessions that came of it")
            .AnswersNothing(400, 403, 404, 503);
    }

    private static Task<IResult> ListProvidersAsync(HttpContext http, Store store) =>
        http.AnswerAsync(store.IdentityProviders.ListAsync, all => TypedResults.Ok(new Page<IdentityProviderProperties>(all)));

    private static Task<IResult> CreateProviderAsync(IdentityProviderDefinition body, HttpContext http, Store store) =>
        http.AnswerAsync(context => store.IdentityProviders.CreateAsync(context, body), TypedResults.Ok);

    private static Task<IResult> DeleteProviderAsync(string name, HttpContext http, Store store) =>
        http.AnswerAsync<Done>(context => store.IdentityProviders.DeleteAsync(context, name), _ => TypedResults.NoContent());

    private static Task<IResult> ListRulesAsync(HttpContext http, Store store) =>
        http.AnswerAsync(store.IdentityRules.ListAsync, all => TypedResults.Ok(new Page<IdentityRuleProperties>(all)));

    private static Task<IResult> CreateRuleAsync(IdentityRuleDefinition body, HttpContext http, Store store) =>
        http.AnswerAsync(context => store.IdentityRules.CreateAsync(context, body), TypedResults.Ok);

    private static Task<IResult> DeleteRuleAsync(string name, HttpContext http, Store store) =>
        http.AnswerAsync<Done>(context => store.IdentityRules.DeleteAsync(context, name), _ => TypedResults.NoContent());
}
