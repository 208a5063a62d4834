using Microsoft.OpenApi;
using Qwak.Core;
using Qwak.Core.Storage;
using Qwak.Rest;
using Qwak.Server.Authentication;
using Qwak.Server.Identity;

namespace Qwak.Server.Api;

/// <summary>Exchanges an OIDC token for an access token, with the parameters and answers of RFC 8693.</summary>
internal static class TokenExchangeEndpoint
{
    /// <summary>Anyone may call this, so little is read of what they send.</summary>
    private const int MaximumBodyBytes = 16 * 1024;

    private const string FormType = "application/x-www-form-urlencoded";
    private const string GrantType = "grant_type";
    private const string SubjectToken = "subject_token";
    private const string SubjectTokenType = "subject_token_type";
    private const string RequestedTokenType = "requested_token_type";

    public static void MapTokenExchangeEndpoint(this IEndpointRouteBuilder api) =>
        api.MapPost("/token", ExchangeAsync).WithTags("Authentication").WithName("ExchangeToken")
            .WithSummary("Exchange an OIDC token of a workload for an access token (RFC 8693)")
            .Produces<TokenExchangeAnswer>().Produces<TokenExchangeError>(StatusCodes.Status400BadRequest).AnswersProblems(413, 429, 503)
            .WithMetadata(new BodyLimit(MaximumBodyBytes))
            .AddOpenApiOperationTransformer((operation, _, _) =>
            {
                operation.RequestBody = RequestBody();
                return Task.CompletedTask;
            });

    private static async Task<IResult> ExchangeAsync(HttpContext http, Store store, Issuers issuers, TimeProvider time)
    {
        var token = await ReadAsync(http.Request);
        var issued = token.IsRefused
            ? token.Refusal
            : await store.TokenExchange.ExchangeAsync(token.Value, http.Origin(), issuers.FindKeyAsync, http.RequestAborted);
        return issued switch
        {
            { IsRefused: false } => TypedResults.Ok(new TokenExchangeAnswer
            {
                AccessToken = issued.Value.Token,
                ExpiresIn = (long)(issued.Value.ExpiresAt - time.GetUtcNow()).TotalSeconds,
            }),

            // RFC 8693, 2.2.2: whatever is wrong with the request or the token.
            { Refusal.Code: RefusalCode.InvalidValue or RefusalCode.Unauthenticated } => TypedResults.Json(
                new TokenExchangeError { Error = "invalid_request", Description = issued.Refusal.Message, Code = issued.Refusal.CodeText }, statusCode: StatusCodes.Status400BadRequest),
            _ => Problems.From(issued.Refusal, http),
        };
    }

    /// <summary>The token to exchange. What else is said has to be understood: a parameter may be meant to narrow what is issued.</summary>
    private static async Task<Result<string>> ReadAsync(HttpRequest request)
    {
        if (!request.HasFormContentType || !request.ContentType!.StartsWith(FormType, StringComparison.OrdinalIgnoreCase) || request.Headers.ContentEncoding.Count > 0)
        {
            return Wrong($"Send the parameters as {FormType}, not compressed.");
        }

        IFormCollection form;
        try
        {
            form = await request.ReadFormAsync();
        }
        catch (InvalidDataException)
        {
            return Wrong("The parameters cannot be read.");
        }

        foreach (var (name, values) in form)
        {
            var isGood = values is [{ } value] && name switch
            {
                GrantType => value == TokenExchangeWords.GrantType,
                SubjectToken => value.Length > 0,
                SubjectTokenType => value is TokenExchangeWords.JwtType or TokenExchangeWords.IdTokenType,
                RequestedTokenType => value == TokenExchangeWords.AccessTokenType,
                _ => false,
            };
            if (!isGood)
            {
                return Wrong(
                    $"The parameters are, once each: {GrantType}={TokenExchangeWords.GrantType}, {SubjectToken}, {SubjectTokenType} of "
                    + $"{TokenExchangeWords.JwtType} or {TokenExchangeWords.IdTokenType}, and, if you like, {RequestedTokenType}={TokenExchangeWords.AccessTokenType}.");
            }
        }

        return form.ContainsKey(GrantType) && form.ContainsKey(SubjectTokenType) && form.TryGetValue(SubjectToken, out var token)
            ? token.ToString()
            : Wrong($"{GrantType}, {SubjectToken} or {SubjectTokenType} is missing.");
    }

    private static Refusal Wrong(string message) => new(RefusalCode.InvalidValue, message);

    private static OpenApiRequestBody RequestBody()
    {
        static OpenApiSchema Text(params string[] values) => new() { Type = JsonSchemaType.String, Enum = [.. values] };
        return new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                [FormType] = new()
                {
                    Schema = new OpenApiSchema
                    {
                        Type = JsonSchemaType.Object,
                        Required = new HashSet<string> { GrantType, SubjectToken, SubjectTokenType },
                        Properties = new Dictionary<string, IOpenApiSchema>
                        {
                            [GrantType] = Text(TokenExchangeWords.GrantType),
                            [SubjectToken] = Text(),
                            [SubjectTokenType] = Text(TokenExchangeWords.JwtType, TokenExchangeWords.IdTokenType),
                            [RequestedTokenType] = Text(TokenExchangeWords.AccessTokenType),
                        },
                    },
                },
            },
        };
    }
}
