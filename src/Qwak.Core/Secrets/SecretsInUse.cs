using System.Data.Common;
using Qwak.Core.Access;
using Qwak.Core.DataSources;
using Qwak.Core.Environments;
using Qwak.Core.Storage;

namespace Qwak.Core.Secrets;

/// <summary>Refuses the end of a secret that data sources name: they would fail at their next use, and nobody would know why.</summary>
internal static class SecretsInUse
{
    /// <summary>What the refusal ends with.</summary>
    public const string Remedy = "Delete them or have them use another, or force it.";

    private const int MostNamed = 10;
    private const int MostCounted = 100;

    public static async Task<Refusal?> RefuseAsync(StoreTransaction transaction, Caller caller, FoundSecret found)
    {
        var sources = await FindAsync(transaction.Connection, caller, found.Environment, found.Secret.Name, MostCounted + 1);
        if (sources.Count == 0)
        {
            return null;
        }

        var hidden = sources.Hidden switch
        {
            0 => null,
            > MostCounted => $"more than {MostCounted} that you may not see",
            var count => $"{count} that you may not see",
        };
        var more = sources.Visible.Count > MostNamed ? "others" : null;
        string[] parts = [string.Join(", ", sources.Visible.Take(MostNamed)), .. new[] { more, hidden }.OfType<string>()];
        return new Refusal(RefusalCode.InUse, $"Data sources use this secret: {string.Join(" and ", parts.Where(part => part.Length > 0))}. {Remedy}");
    }

    /// <summary>The data sources that name a secret: those that the caller may know of by name, and how many others; at most so many.</summary>
    public static async Task<UsingSources> FindAsync(DbConnection connection, Caller caller, SecretEnvironment place, string secret, int most)
    {
        if (caller.AllowsAll(Operation.List, place))
        {
            return new UsingSources(await DataSourceSecretTable.SourcesAsync(connection, place.Id, secret, most), Hidden: 0);
        }

        var sources = await DataSourceTable.ListNamingAsync(connection, place.Id, secret, most);
        var visible = sources.Where(source => SourceAuthority.IsVisible(caller, place, source.Definition())).Select(source => source.Name).ToList();
        return new UsingSources(visible, sources.Count - visible.Count);
    }
}

/// <summary>The data sources that name a secret.</summary>
/// <param name="Visible">The names of those that the caller may know of.</param>
/// <param name="Hidden">How many others there are.</param>
internal sealed record UsingSources(IReadOnlyList<string> Visible, int Hidden)
{
    public int Count => Visible.Count + Hidden;
}
