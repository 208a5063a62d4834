using Qwak.Core.Access;
using Qwak.Core.Environments;
using Qwak.Core.Storage;

namespace Qwak.Core.Secrets;

/// <summary>
/// Pages of the secrets that a caller may list. Where they may list only some names, the others are passed over. After
/// so many rows a page ends, be it short or empty, and the next goes on from there: at a place that only the service can read.
/// </summary>
internal sealed class SecretPages(Database database, CursorSeal cursors)
{
    /// <summary>Most rows that are read for a page that has room for fewer.</summary>
    public const int MostRows = 10_000;

    private const int Batch = 1_000;

    public async Task<SecretListPage> PageAsync(Caller caller, IReadOnlyList<SecretEnvironment> environments, SecretListQuery query)
    {
        var page = await FindAsync(caller, environments, query);
        if (query.WithUsers && page.Items.Count > 0)
        {
            var places = environments.ToDictionary(environment => environment.Name, environment => environment.Id);
            page = page with { Users = await database.ReadAsync(connection => SecretUsersTable.CountAsync(connection, page.Items, places)) };
        }

        if (!query.WithLastRead || page.Items.Count == 0)
        {
            return page;
        }

        var last = await database.ReadAsync(connection => SecretUsageTable.LastAsync(connection, page.Items));
        return page with { Items = [.. page.Items.Select(item => item with { LastReadAt = last.GetValueOrDefault((item.Environment, item.Name)) })] };
    }

    private async Task<SecretListPage> FindAsync(Caller caller, IReadOnlyList<SecretEnvironment> environments, SecretListQuery query)
    {
        var places = environments.ToDictionary(environment => environment.Id);
        var isWhole = environments.All(environment => caller.AllowsAll(Operation.List, environment));
        var (size, most) = isWhole ? (query.Limit, query.Limit) : (Math.Max(query.Limit, Batch), Math.Max(query.Limit, MostRows));
        var items = new List<SecretProperties>();
        SecretCursor? lastItem = null;
        var last = cursors.Open(query.After);
        for (var rows = 0; ;)
        {
            var secrets = await database.ReadAsync(connection => SecretTable.ListAsync(connection, environments, query with { Limit = size, After = last }, caller.Now));
            foreach (var secret in secrets)
            {
                var place = places[secret.EnvironmentId];
                last = SecretCursor.After(secret, place.Name, query.Sort);
                if (!caller.Allows(Operation.List, place, secret.Name))
                {
                    continue;
                }

                if (items.Count == query.Limit)
                {
                    return new SecretListPage(items, lastItem);
                }

                items.Add(secret.Properties(place));
                lastItem = last;
            }

            // One row more than asked for tells that there are others.
            if (secrets.Count <= size)
            {
                return new SecretListPage(items, Next: null);
            }

            rows += secrets.Count;
            if (rows >= most)
            {
                return new SecretListPage(items, cursors.Seal(last!));
            }
        }
    }
}
