using System.Data.Common;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Qwak.Core.Diagnosis;
using Qwak.Core.Storage;
using Qwak.Core.Tests.Service;

namespace Qwak.Core.Tests.PostgreSql;

/// <summary>A database of a store's own on the shared server, copied from one in which the first start was made.</summary>
internal sealed class PostgreSqlPlace : StorePlace
{
    private static readonly Lazy<Task<(string Database, TemporaryFolder Folder)>> Template = new(MakeTemplateAsync);

    private readonly TemporaryFolder _folder = new();
    private readonly string _database = NewName();
    private DataDirectory? _directory;
    private bool _isSaved;
    private bool _isEmpty;

    public override string AdminKey => File.ReadAllText(_folder.File("admin-api-key")).TrimEnd();

    public override async Task<Store> OpenAsync(StoreOptions options)
    {
        if (_directory is null && !_isEmpty)
        {
            var (database, folder) = await Template.Value;
            PostgreSqlServer.Instance.CreateDatabase(_database, database);
            Directory.CreateDirectory(_folder.File("data"));
            foreach (var file in new[] { "data.seal-key", "data.audit-anchor", "admin-api-key", "data/writer-id", "data/lock" })
            {
                File.Copy(folder.File(file), _folder.File(file));
            }
        }

        _directory?.Dispose();
        _directory = DataDirectory.Open(_folder.File("data"));
        return await Store.OpenAsync(_directory, Complete(options), NullLoggerFactory.Instance);
    }

    /// <summary>Another process of the service on the same database, with a data directory of its own.</summary>
    public async Task<Store> OpenOtherAsync(StoreOptions options)
    {
        var directory = DataDirectory.Open(_folder.File("other"));
        return await Store.OpenAsync(directory, Options(options, _folder, _database) with { AnchorFile = _folder.File("other-anchor") }, NullLoggerFactory.Instance);
    }

    public override Task<IReadOnlyList<CheckResult>> ExamineAsync(StoreOptions options) =>
        new Doctor(DataDirectory.Look(_folder.File("data")), Options(options, _folder, _database)).ExamineAsync(backups: null);

    public override DbConnection Connect()
    {
        var connection = new NpgsqlConnection(PostgreSqlServer.Instance.ConnectionString(_database));
        connection.Open();
        return connection;
    }

    public override IEnumerable<string> Files() => Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories);

    public override void Save()
    {
        Replace($"{_database}_saved", _database);
        _isSaved = true;
    }

    public override void PutBack() => Replace(_database, $"{_database}_saved");

    private static void Replace(string database, string by)
    {
        NpgsqlConnection.ClearAllPools();
        PostgreSqlServer.Instance.DropDatabase(database);
        PostgreSqlServer.Instance.CreateDatabase(database, by);
    }

    public override string DataFolder => _folder.File("data");

    public override StoreOptions Complete(StoreOptions options) => Options(options, _folder, _database);

    public override void KeepEmpty()
    {
        _isEmpty = true;
        PostgreSqlServer.Instance.CreateDatabase(_database);
    }

    public override void Release() => _directory?.Dispose();

    public override void Dispose()
    {
        _directory?.Dispose();
        _folder.Dispose();
        if (_isSaved)
        {
            PostgreSqlServer.Instance.DropDatabase($"{_database}_saved");
        }

        using var any = new NpgsqlConnection(PostgreSqlServer.Instance.ConnectionString(_database));
        NpgsqlConnection.ClearPool(any);
        PostgreSqlServer.Instance.DropDatabase(_database);
    }

    private static async Task<(string, TemporaryFolder)> MakeTemplateAsync()
    {
        var (folder, database) = (new TemporaryFolder(), NewName());
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        PostgreSqlServer.Instance.CreateDatabase(database);
        using var directory = DataDirectory.Open(folder.File("data"));
        var store = await Store.OpenAsync(directory, Options(Scene.Options(Scene.NewTime()), folder, database), NullLoggerFactory.Instance);
        await store.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        return (database, folder);
    }

    private static StoreOptions Options(StoreOptions options, TemporaryFolder folder, string database) => options with
    {
        PostgreSql = PostgreSqlServer.Instance.ConnectionString(database),
        AdminKeyFile = folder.File("admin-api-key"),
        Seal = options.Seal with { KeyFile = options.Seal.KeyFile ?? folder.File("data.seal-key") },
    };

    private static string NewName() => "qwak_" + RandomNumberGenerator.GetHexString(12, lowercase: true);
}
