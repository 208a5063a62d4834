using Qwak.Clients.Connection;
using Qwak.Rest;

namespace Qwak.Clients.Administration;

/// <summary>Identity rules: which OIDC tokens stand for which service account.</summary>
public sealed class IdentityRulesClient
{
    private const string Path = "api/v1/identity-rules";

    private readonly RestClient _rest;

    internal IdentityRulesClient(RestClient rest) => _rest = rest;

    /// <summary>Lists all rules.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QwakException">The call failed.</exception>
    public Task<IReadOnlyList<IdentityRuleProperties>> ListAsync(CancellationToken cancellationToken = default) =>
        Pages.AllAsync(_rest, Path, RestJson.Default.PageIdentityRuleProperties, cancellationToken);

    /// <summary>Makes a rule. It holds from the next exchange.</summary>
    /// <param name="definition">What it says.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QwakException">There is one of that name (<see cref="QwakErrorCodes.AlreadyExists"/>), or the call failed.</exception>
    public Task<IdentityRuleProperties> CreateAsync(IdentityRuleDefinition definition, CancellationToken cancellationToken = default) =>
        _rest.SendAsync(
            HttpMethod.Post,
            Path,
            definition,
            RestJson.Default.IdentityRuleDefinition,
            RestJson.Default.IdentityRuleProperties,
            Repeat.NeverSent,
            cancellationToken);

    /// <summary>Deletes a rule; the access tokens that came of it end with the next request.</summary>
    /// <param name="name">The rule's name.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QwakException">There is none of that name (<see cref="QwakErrorCodes.NotFound"/>), or the call failed.</exception>
    public Task DeleteAsync(string name, CancellationToken cancellationToken = default) =>
        _rest.DeleteAsync($"{Path}/{RestPath.Segment(name)}", cancellationToken);
}
