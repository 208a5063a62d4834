using Qwak.Connectors.Tests.Support;
using Qwak.FeatureStore.DataSources;

namespace Qwak.Connectors.Tests.Sql;

/// <summary>A database of the tests, and a user of it whose name and password are secrets of a source.</summary>
public abstract class SqlSourceTests : IAsyncDisposable
{
    protected SqlSourceTests()
    {
        User.Canaries["source-user"] = Canaries.NewUser();
        User.Canaries["source-password"] = Canaries.NewPassword();
    }

    private protected SourceUser User { get; } = new();

    protected string Login => User.Canaries["source-user"];

    public async ValueTask DisposeAsync()
    {
        await User.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected abstract int Port { get; }

    protected abstract string Schema { get; }

    /// <summary>What a missing table is to a user who has no rights beyond the tables granted.</summary>
    private protected virtual ConnectorFailure Missing => ConnectorFailure.Table;

    protected abstract DataSource Define(string url, string? table, string? query, string dateColumn);

    protected abstract string Url(string host, int port, string database);

    protected abstract void CreateUser(string user, string password);

    protected abstract void SetPassword(string user, string password);

    protected abstract void CreateTable(string table, string columns, string rows, string reader);

    protected abstract void GrantAll(string table, string user);

    protected abstract void Revoke(string table, string user);

    protected abstract void Kill(string user);

    protected abstract string Sleeping(int seconds);

    protected abstract string Writing(string table);

    protected void Prepare(string columns, string rows, out string table)
    {
        table = Canaries.NewUser();
        CreateUser(Login, User.Canaries["source-password"]);
        CreateTable(table, columns, rows, Login);
    }

    protected DataSource Source(
        string? table = null, string? query = null, string host = "localhost", int? port = null, string database = "shop", string? dateColumn = null) =>
        Define(Url(host, port ?? Port, database), table, query, dateColumn ?? "id");
}
