using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Qwak.Connectors;
using Qwak.Connectors.Network;
using Qwak.Core.Identity;

namespace Qwak.Server.Identity;

/// <summary>Redeems the code that a browser brought for an ID token (RFC 6749, 4.1.3). Nothing of the answer but the token is looked at.</summary>
internal static class IssuerCodes
{
    /// <summary>The ID token; or none, with what the issuer calls the error.</summary>
    /// <exception cref="ConnectorException">It did not answer as it should; the message says why.</exception>
    public static Task<(string? IdToken, string? Error)> RedeemAsync(
        IdentityProvider provider, SignInEndpoints endpoints, CodeRedemption redemption, IdentityOptions options) =>
        IssuerHttp.AskAsync(provider, options, async (http, cancellationToken) =>
        {
            using var request = Request(provider.SignIn!.Id, endpoints, redemption);
            using var answer = await http.SendAsync(request, cancellationToken);
            var isRefused = answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;
            if (!isRefused)
            {
                GuardedHttp.Check(answer, endpoints.Token.Authority);
            }

            return IssuerHttp.Read(await answer.Content.ReadAsByteArrayAsync(cancellationToken), endpoints.Token.AbsoluteUri, json => isRefused
                ? (null, IssuerHttp.Text(json, "error") ?? "no error that is named")
                : (IssuerHttp.Text(json, "id_token") ?? throw IssuerHttp.Wrong($"{endpoints.Token} answers without an ID token."), (string?)null));
        });

    private static HttpRequestMessage Request(string clientId, SignInEndpoints endpoints, CodeRedemption redemption)
    {
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["code"] = redemption.Code,
            ["redirect_uri"] = redemption.RedirectAddress.AbsoluteUri,
            ["code_verifier"] = redemption.CodeVerifier,
        };
        var request = new HttpRequestMessage(HttpMethod.Post, endpoints.Token);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (redemption.ClientSecret is { } secret && endpoints.TakesBasic)
        {
            // Each of the two is encoded as in a form, before they are joined (RFC 6749, 2.3.1).
            var pair = Encoding.ASCII.GetBytes($"{WebUtility.UrlEncode(clientId)}:{WebUtility.UrlEncode(secret.Reveal())}");
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(pair));
        }
        else
        {
            form["client_id"] = clientId;
            if (redemption.ClientSecret is { } inForm)
            {
                form["client_secret"] = inForm.Reveal();
            }
        }

        request.Content = new FormUrlEncodedContent(form);
        return request;
    }
}
