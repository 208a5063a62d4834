using System.Data.Common;
using Dapper;
using Qwak.Core.Diagnosis;
using Qwak.Core.Storage;

namespace Qwak.Core.Tests.Service;

/// <summary>Where a store lives, one subclass for each database: how it is opened, and a way behind its back.</summary>
internal abstract class StorePlace : IDisposable
{
    /// <summary>The administrator's API key, as the first start wrote it.</summary>
    public abstract string AdminKey { get; }

    /// <summary>Opens the store that is there.</summary>
    public abstract Task<Store> OpenAsync(StoreOptions options);

    /// <summary>The doctor's results on the store that is open.</summary>
    public abstract Task<IReadOnlyList<CheckResult>> ExamineAsync(StoreOptions options);

    /// <summary>A connection of somebody else's, to look at the rows and to tamper with them.</summary>
    public abstract DbConnection Connect();

    /// <summary>Every file in which the store keeps anything.</summary>
    public abstract IEnumerable<string> Files();

    /// <summary>Copies the stopped store with its data directory, as a backup does.</summary>
    public abstract void Save();

    /// <summary>Puts the copy in the place of the stopped store. What lies beside the data directory stays.</summary>
    public abstract void PutBack();

    /// <summary>Where the audit anchor lies.</summary>
    public string AnchorFile => Files().Single(file => file.EndsWith(".audit-anchor", StringComparison.Ordinal));

    /// <summary>The store's data directory.</summary>
    public abstract string DataFolder { get; }

    /// <summary>The options with all that this place adds to them.</summary>
    public abstract StoreOptions Complete(StoreOptions options);

    /// <summary>Leaves the place empty: no store is made in it by <see cref="OpenAsync"/>.</summary>
    public abstract void KeepEmpty();

    /// <summary>Lets another process have the data directory, as the end of the service's does.</summary>
    public abstract void Release();

    public abstract void Dispose();

    public async Task ExecuteAsync(string sql, object? parameters = null)
    {
        await using var connection = Connect();
        await connection.ExecuteAsync(sql, parameters);
    }

    public async Task<List<T>> QueryAsync<T>(string sql, object? parameters = null)
    {
        await using var connection = Connect();
        return (await connection.QueryAsync<T>(sql, parameters)).AsList();
    }

    public async Task<T> ScalarAsync<T>(string sql, object? parameters = null)
    {
        await using var connection = Connect();
        return (await connection.ExecuteScalarAsync<T>(sql, parameters))!;
    }
}
