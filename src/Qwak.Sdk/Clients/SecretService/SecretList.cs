using System.Globalization;
using Qwak.Clients.Connection;
using Qwak.Rest;

namespace Qwak.Clients.SecretService;

/// <summary>Walks through the pages of an environment's secrets.</summary>
internal static class SecretList
{
    public static async IAsyncEnumerable<SecretProperties> ReadAsync(
        QwakConnection connection,
        ListSecretsOptions options,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var path = await CurrentEnvironment.SecretsPathAsync(connection, cancellationToken).ConfigureAwait(false);
        var pages = Pages.ReadAsync(
            connection.Rest, after => PathOf(path, options, after), RestJson.Default.PageSecretProperties, cancellationToken);
        await foreach (var secret in pages.ConfigureAwait(false))
        {
            yield return secret;
        }
    }

    private static string PathOf(string path, ListSecretsOptions options, string? after) => RestPath.Query(
        path,
        ("sort", Word(options.Sort)),
        ("order", options.Descending ? "desc" : "asc"),
        ("filter", options.Filter),
        ("deleted", options.Deleted ? "true" : null),
        ("limit", options.PageSize.ToString(CultureInfo.InvariantCulture)),
        ("after", after));

    private static string Word(SecretSort sort) => sort switch
    {
        SecretSort.Name => "name",
        SecretSort.Environment => "environment",
        SecretSort.Created => "created",
        SecretSort.Updated => "updated",
    };
}
