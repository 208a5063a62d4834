using Qwak.Clients.Connection;
using Qwak.Rest;

namespace Qwak.Clients.Administration;

/// <summary>Policies: who may, or may not, do what with which secrets.</summary>
public sealed class PoliciesClient
{
    private const string Path = "api/v1/policies";

    private readonly RestClient _rest;

    internal PoliciesClient(RestClient rest) => _rest = rest;

    /// <summary>Lists all policies, the built-in ones of the roles first.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QwakException">The call failed.</exception>
    public Task<IReadOnlyList<PolicyProperties>> ListAsync(CancellationToken cancellationToken = default) =>
        Pages.AllAsync(_rest, Path, RestJson.Default.PagePolicyProperties, cancellationToken);

    /// <summary>Makes a policy, or puts it in place of the one of that name. It holds from the next request.</summary>
    /// <param name="name">The policy's name.</param>
    /// <param name="definition">What it says.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QwakException">The call failed.</exception>
    public Task<PolicyProperties> SetAsync(string name, PolicyDefinition definition, CancellationToken cancellationToken = default) =>
        _rest.SendAsync(
            HttpMethod.Put,
            $"{Path}/{RestPath.Segment(name)}",
            definition,
            RestJson.Default.PolicyDefinition,
            RestJson.Default.PolicyProperties,
            Repeat.Transient,
            cancellationToken);

    /// <summary>Deletes a policy; what it allowed or denied ends with the next request.</summary>
    /// <param name="name">The policy's name.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QwakException">There is no such policy (<see cref="QwakErrorCodes.NotFound"/>), or the call failed.</exception>
    public Task DeleteAsync(string name, CancellationToken cancellationToken = default) =>
        _rest.DeleteAsync($"{Path}/{RestPath.Segment(name)}", cancellationToken);

    /// <summary>Asks whether a principal may do something, and which policy decides it.</summary>
    /// <param name="question">Who, what, where, with which secret.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QwakException">The call failed.</exception>
    public Task<PolicyExplanation> ExplainAsync(PolicyQuestion question, CancellationToken cancellationToken = default) =>
        _rest.SendAsync(
            HttpMethod.Post,
            $"{Path}/explain",
            question,
            RestJson.Default.PolicyQuestion,
            RestJson.Default.PolicyExplanation,
            Repeat.Transient,
            cancellationToken);
}
