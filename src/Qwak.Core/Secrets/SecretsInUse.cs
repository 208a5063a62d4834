using Qwak.Core.Storage;

namespace Qwak.Core.Secrets;

/// <summary>Refuses the end of a secret that data sources name: they would fail at their next use, and nobody would know why.</summary>
internal static class SecretsInUse
{
    private const int MostNamed = 10;

    public static async Task<Refusal?> RefuseAsync(StoreTransaction transaction, FoundSecret found)
    {
        var sources = await DataSourceSecretTable.SourcesAsync(transaction.Connection, found.Environment.Id, found.Secret.Name, MostNamed + 1);
        if (sources.Count == 0)
        {
            return null;
        }

        var more = sources.Count > MostNamed ? " and others" : "";
        return new Refusal(
            RefusalCode.InUse,
            $"Data sources use this secret: {string.Join(", ", sources.Take(MostNamed))}{more}. Delete them or have them use another, or force it.");
    }
}
