using System.Data.Common;
using Dapper;
using Qwak.Core.Access;
using Qwak.Core.Encryption;

namespace Qwak.Core.Storage;

/// <summary>Policies. No word of a list holds a space, which separates them.</summary>
internal static class PolicyTable
{
    public static async Task<IReadOnlyList<StoredPolicy>> ListAsync(DbConnection connection) =>
        [.. (await connection.QueryAsync<Row>(
                "SELECT name, is_deny AS IsDeny, principals, actions, environments, names, updated_at AS UpdatedAt, updated_by AS UpdatedBy FROM policy"))
            .Select(row => row.ToPolicy()).OrderBy(policy => policy.Policy.Name, StringComparer.Ordinal)];

    public static Task SetAsync(DbConnection connection, StoredPolicy stored) => connection.ExecuteAsync(
        "INSERT INTO policy (name, is_deny, principals, actions, environments, names, updated_at, updated_by)"
        + " VALUES (@Name, @IsDeny, @Principals, @Actions, @Environments, @Names, @UpdatedAt, @UpdatedBy)"
        + " ON CONFLICT (name) DO UPDATE SET is_deny = excluded.is_deny, principals = excluded.principals, actions = excluded.actions,"
        + " environments = excluded.environments, names = excluded.names, updated_at = excluded.updated_at, updated_by = excluded.updated_by",
        new Row
        {
            Name = stored.Policy.Name,
            IsDeny = stored.Policy.IsDeny ? 1 : 0,
            Principals = string.Join(' ', stored.Policy.Principals),
            Actions = string.Join(' ', stored.Policy.Actions.Words()),
            Environments = string.Join(' ', stored.Policy.Environments),
            Names = string.Join(' ', stored.Policy.Names),
            UpdatedAt = StoreTime.To(stored.UpdatedAt),
            UpdatedBy = stored.UpdatedBy,
        });

    public static async Task<bool> IsThereAsync(DbConnection connection, string name) =>
        await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM policy WHERE name = @name", new { name }) > 0;

    public static Task DeleteAsync(DbConnection connection, string name) =>
        connection.ExecuteAsync("DELETE FROM policy WHERE name = @name", new { name });

    public static Task<long> CountAsync(DbConnection connection) => connection.ExecuteScalarAsync<long>("SELECT count(*) FROM policy");

    private sealed class Row
    {
        public string Name { get; init; } = "";

        public long IsDeny { get; init; }

        public string Principals { get; init; } = "";

        public string Actions { get; init; } = "";

        public string Environments { get; init; } = "";

        public string Names { get; init; } = "";

        public long UpdatedAt { get; init; }

        public string UpdatedBy { get; init; } = "";

        // A word that this version does not know is in no operation; the MAC is over what is understood.
        public StoredPolicy ToPolicy() => new(
            new Policy(
                Name, IsDeny != 0, Principals.Split(' '),
                Actions.Split(' ').Aggregate(Operation.None, (all, word) => all | (Operations.Parse(word) ?? Operation.None)),
                Environments.Split(' '), Names.Split(' ')),
            StoreTime.From(UpdatedAt), UpdatedBy);
    }
}

/// <summary>A policy, and who set it last.</summary>
internal sealed record StoredPolicy(Policy Policy, DateTimeOffset UpdatedAt, string UpdatedBy)
{
    public FieldWriter AddTo(FieldWriter fields) => fields
        .Text(Policy.Name).Number(Policy.IsDeny ? 1 : 0).Text(string.Join(' ', Policy.Principals)).Number((long)Policy.Actions)
        .Text(string.Join(' ', Policy.Environments)).Text(string.Join(' ', Policy.Names))
        .Number(UpdatedAt.ToUnixTimeMilliseconds()).Text(UpdatedBy);
}
