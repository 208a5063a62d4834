using Qwak.Clients.Connection;
using Qwak.Rest;

namespace Qwak.Clients.Administration;

/// <summary>Administers the service: keys, tokens, environments, principals, roles, policies, and the audit trail. Thread-safe; make one and share it.</summary>
public class AdministrationClient : IDisposable
{
    private readonly QwakConnection _connection;

    /// <summary>Makes a client. Nothing is sent before the first call.</summary>
    /// <param name="options">Where and as whom to connect; what is null comes from the environment and <c>~/.qwak/config</c>.</param>
    /// <exception cref="QwakException">Something is missing or wrong in the configuration; the message says what to do.</exception>
    public AdministrationClient(QwakConnectionOptions? options = null)
    {
        _connection = new QwakConnection(ConnectionSettings.Resolve(options ?? new QwakConnectionOptions()));
        ApiKeys = new ApiKeysClient(_connection.Rest);
        AccessTokens = new AccessTokensClient(_connection.Rest);
        Environments = new EnvironmentsClient(_connection.Rest);
        Secrets = new SecretsClient(_connection);
        Roles = new RolesClient(_connection.Rest);
        Policies = new PoliciesClient(_connection.Rest);
        Users = new PrincipalsClient(_connection.Rest, "api/v1/users");
        ServiceAccounts = new PrincipalsClient(_connection.Rest, "api/v1/service-accounts");
        Groups = new GroupsClient(_connection.Rest);
        IdentityProviders = new IdentityProvidersClient(_connection.Rest);
        IdentityRules = new IdentityRulesClient(_connection.Rest);
        DataSources = new DataSourcesClient(_connection);
        Audit = new AuditClient(_connection.Rest);
        Keys = new KeysClient(_connection.Rest);
        Sealing = new SealingClient(_connection);
    }

    /// <summary>API keys.</summary>
    public ApiKeysClient ApiKeys { get; }

    /// <summary>Long-lived access tokens.</summary>
    public AccessTokensClient AccessTokens { get; }

    /// <summary>Environments.</summary>
    public EnvironmentsClient Environments { get; }

    /// <summary>The life of secrets: versions, properties, restoring, purging, import.</summary>
    public SecretsClient Secrets { get; }

    /// <summary>Roles of principals.</summary>
    public RolesClient Roles { get; }

    /// <summary>Policies.</summary>
    public PoliciesClient Policies { get; }

    /// <summary>Users.</summary>
    public PrincipalsClient Users { get; }

    /// <summary>Service accounts.</summary>
    public PrincipalsClient ServiceAccounts { get; }

    /// <summary>Groups of users and service accounts.</summary>
    public GroupsClient Groups { get; }

    /// <summary>Issuers whose OIDC tokens are exchanged for access tokens.</summary>
    public IdentityProvidersClient IdentityProviders { get; }

    /// <summary>Which OIDC tokens stand for which service account.</summary>
    public IdentityRulesClient IdentityRules { get; }

    /// <summary>Data sources.</summary>
    public DataSourcesClient DataSources { get; }

    /// <summary>The audit trail.</summary>
    public AuditClient Audit { get; }

    /// <summary>The keyring.</summary>
    internal KeysClient Keys { get; }

    /// <summary>Sealing and unsealing.</summary>
    internal SealingClient Sealing { get; }

    /// <summary>Who the caller is to the service.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QwakException">The call failed.</exception>
    public Task<WhoAmI> WhoAmIAsync(CancellationToken cancellationToken = default) =>
        _connection.Rest.GetAsync("api/v1/whoami", RestJson.Default.WhoAmI, cancellationToken);

    /// <summary>The properties of a secret in the configured environment, else in the caller's own.</summary>
    /// <param name="name">The secret's name.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Null when there is no such secret, or none that the caller may know of.</returns>
    /// <exception cref="QwakException">The call failed.</exception>
    public async Task<SecretProperties?> FindSecretAsync(string name, CancellationToken cancellationToken = default)
    {
        var path = await CurrentEnvironment.SecretPathAsync(_connection, name, cancellationToken).ConfigureAwait(false);
        try
        {
            return await _connection.Rest.GetAsync(path, RestJson.Default.SecretProperties, cancellationToken).ConfigureAwait(false);
        }
        catch (QwakException e) when (e.Code == QwakErrorCodes.NotFound)
        {
            return null;
        }
    }

    /// <summary>Closes the connection.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the connection.</summary>
    /// <param name="disposing">Whether <see cref="Dispose()"/> was called.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _connection.Dispose();
        }
    }
}
