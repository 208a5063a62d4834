using Dapper;
using Qwak.Core.Storage;
using Qwak.Core.Tests.Audit;
using Qwak.Core.Tests.Service;

namespace Qwak.Core.Tests.Storage;

/// <summary>The database gives up a transaction by itself, as on a full disk.</summary>
public abstract class LostTransactionSuite : StoreSuite
{
    [Fact]
    public async Task Its_group_fails_for_the_reason_that_ended_it_and_the_next_one_passes()
    {
        var commits = Scene.Store.Commits;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => commits.ChangeAsync(
            async transaction =>
            {
                await transaction.Connection.ExecuteAsync("ROLLBACK TRANSACTION");
                await transaction.Connection.ExecuteAsync("SELECT * FROM the_cause");
            },
            authorisedUnder: null));
        Assert.Contains("the_cause", commits.Failure, StringComparison.Ordinal);
        (await Admin.SetAsync("some-secret", "value")).Good();
        Assert.Null(commits.Failure);
        await IndependentChain.VerifyAsync(Scene.Place);
    }
}

public sealed class LostTransactionOnSqlite : LostTransactionSuite
{
    private protected override StorePlace NewPlace() => new SqlitePlace();
}

public sealed class LostTransactionOnPostgreSql : LostTransactionSuite
{
    private protected override StorePlace NewPlace() => new PostgreSql.PostgreSqlPlace();
}
