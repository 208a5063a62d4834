using Qwak.Core.Storage;

namespace Qwak.Core.Environments;

/// <summary>All environments, read anew whenever the change counter has moved.</summary>
internal sealed class EnvironmentDirectory(Database database, CommitQueue commits)
{
    private volatile Snapshot? _snapshot;

    /// <summary>All environments, and the change counter they were read at.</summary>
    public async ValueTask<(long ChangeCounter, IReadOnlyList<SecretEnvironment> Environments)> AllAsync()
    {
        if (_snapshot is { } cached && cached.ChangeCounter == commits.ChangeCounter)
        {
            return (cached.ChangeCounter, cached.Environments);
        }

        var fresh = await database.ReadSnapshotAsync(async connection =>
            new Snapshot(await ChangeCounterTable.ReadAsync(connection), await EnvironmentTable.ListAsync(connection)));
        _snapshot = fresh;
        return (fresh.ChangeCounter, fresh.Environments);
    }

    private sealed record Snapshot(long ChangeCounter, IReadOnlyList<SecretEnvironment> Environments);
}
