using Qwak.Clients.Administration;

namespace Qwak.Cli.Commands.Admin;

/// <summary>Users or service accounts: they have the same verbs.</summary>
internal sealed record PrincipalNoun(string Word, string Plural, Func<AdministrationClient, PrincipalsClient> Client)
{
    public static readonly PrincipalNoun User = new("user", "users", client => client.Users);

    public static readonly PrincipalNoun ServiceAccount = new("service account", "service-accounts", client => client.ServiceAccounts);
}
