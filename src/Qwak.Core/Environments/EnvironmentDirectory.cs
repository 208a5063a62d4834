using Dapper;
using Qwak.Core.Storage;

namespace Qwak.Core.Environments;

/// <summary>All environments, read anew whenever the change counter has moved.</summary>
internal sealed class EnvironmentDirectory(Database database, CommitQueue commits)
{
    private volatile Snapshot? _snapshot;

    public async ValueTask<IReadOnlyList<SecretEnvironment>> AllAsync()
    {
        if (_snapshot is { } cached && cached.ChangeCounter == commits.ChangeCounter)
        {
            return cached.Environments;
        }

        var fresh = await database.ReadAsync(async connection =>
        {
            await using var transaction = await connection.BeginTransactionAsync();
            return new Snapshot(
                await connection.ExecuteScalarAsync<long>("SELECT value FROM change_counter WHERE id = 1", transaction: transaction),
                await EnvironmentTable.ListAsync(connection, transaction));
        });
        _snapshot = fresh;
        return fresh.Environments;
    }

    private sealed record Snapshot(long ChangeCounter, IReadOnlyList<SecretEnvironment> Environments);
}
