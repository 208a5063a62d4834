using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using Qwak.Rest;

namespace Qwak.Clients.Connection;

/// <summary>Keyset paging, one page at a time as the caller goes on.</summary>
internal static class Pages
{
    public static async IAsyncEnumerable<T> ReadAsync<T>(
        RestClient rest,
        Func<string?, string> pathAfter,
        JsonTypeInfo<Page<T>> type,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? after = null;
        do
        {
            var page = await rest.GetAsync(pathAfter(after), type, cancellationToken).ConfigureAwait(false);
            foreach (var item in page.Items ?? [])
            {
                yield return item;
            }

            // A key that does not move on would go round forever.
            after = page.Next is null || page.Next != after ? page.Next : throw new QwakException("The service's pages do not move on.");
        }
        while (after is not null);
    }

    /// <summary>A list that comes in one answer.</summary>
    public static async Task<IReadOnlyList<T>> AllAsync<T>(
        RestClient rest, string path, JsonTypeInfo<Page<T>> type, CancellationToken cancellationToken) =>
        (await rest.GetAsync(path, type, cancellationToken).ConfigureAwait(false)).Items ?? [];
}
