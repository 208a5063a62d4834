using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Qwak.Core.Diagnosis;
using Qwak.Core.Storage;

namespace Qwak.Core.Tests.Service;

/// <summary>
/// A data directory. The first start is made once for the whole run and copied, since it makes RSA keys; the tests of
/// the first start itself do without this.
/// </summary>
internal sealed class SqlitePlace : StorePlace
{
    private static readonly Lazy<Task<TemporaryFolder>> Template = new(MakeTemplateAsync);

    private readonly TemporaryFolder _folder = new();
    private DataDirectory? _directory;
    private bool _isEmpty;

    public override string AdminKey => File.ReadAllText(_folder.File("data/admin-api-key")).TrimEnd();

    public string DatabaseFile => _folder.File("data/store.db");

    public override async Task<Store> OpenAsync(StoreOptions options)
    {
        if (_directory is null && !_isEmpty)
        {
            var template = await Template.Value;
            Copy(template.File("data"), _folder.File("data"));
            File.Copy(template.File("data.seal-key"), _folder.File("data.seal-key"));
            File.Copy(template.File("data.audit-anchor"), _folder.File("data.audit-anchor"));
        }

        _directory?.Dispose();
        _directory = DataDirectory.Open(_folder.File("data"));
        return await Store.OpenAsync(_directory, Complete(options), NullLoggerFactory.Instance);
    }

    public override Task<IReadOnlyList<CheckResult>> ExamineAsync(StoreOptions options) =>
        new Doctor(DataDirectory.Look(_folder.File("data")), options).ExamineAsync(backups: null);

    public override DbConnection Connect()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = DatabaseFile, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    public override IEnumerable<string> Files() => Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories);

    public override void Save()
    {
        _directory?.Dispose();
        Copy(_folder.File("data"), _folder.File("saved"));
    }

    public override void PutBack()
    {
        _directory?.Dispose();
        Directory.Delete(_folder.File("data"), recursive: true);
        Copy(_folder.File("saved"), _folder.File("data"));
    }

    public override string DataFolder => _folder.File("data");

    public override StoreOptions Complete(StoreOptions options) => options with { AdminKeyFile = _folder.File("data/admin-api-key") };

    public override void KeepEmpty() => _isEmpty = true;

    public override void Release() => _directory?.Dispose();

    public override void Dispose()
    {
        _directory?.Dispose();
        _folder.Dispose();
    }

    private static async Task<TemporaryFolder> MakeTemplateAsync()
    {
        var folder = new TemporaryFolder();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        using var directory = DataDirectory.Open(folder.File("data"));
        var store = await Store.OpenAsync(
            directory, Scene.Options(Scene.NewTime()) with { AdminKeyFile = directory.File("admin-api-key") }, NullLoggerFactory.Instance);
        await store.DisposeAsync();
        return folder;
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }
}
