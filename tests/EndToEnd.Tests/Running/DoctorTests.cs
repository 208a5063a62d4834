using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Qwak.EndToEnd.Tests.Processes;

namespace Qwak.EndToEnd.Tests.Running;

/// <summary><c>qwak server doctor</c> on a store that is well, and on each way in which it is not.</summary>
public sealed class DoctorTests
{
    [Fact]
    public async Task All_is_well_while_the_service_runs_and_after_it_has_stopped()
    {
        await using var server = await ServerProcess.StartNewAsync();
        using var client = server.NewClient();
        await client.SetSecretAsync("looked-at", "value-that-no-doctor-prints");
        await Task.Delay(TimeSpan.FromSeconds(1.5));
        var backups = Directory.CreateDirectory(Path.Combine(server.Folder, "backups")).FullName;
        await File.WriteAllTextAsync(Path.Combine(backups, "backup"), "b");
        var served = await ExamineAsync(server, "--backups", backups);
        Assert.All(served.Checks.Values, check => Assert.Equal(("ok", null), (check.Status, check.Remedy)));
        string[] expected = ["anchor", "audit", "backup", "certificate", "checkpoint", "clock", "disk", "files", "host names", "key", "schema", "seal", "store"];
        Assert.Equal(expected, served.Checks.Keys.Order());
        Assert.Equal((0, "ok"), (served.ExitCode, served.Status));

        Assert.Equal(0, (await server.StopAsync()).ExitCode);
        var before = await File.ReadAllBytesAsync(Path.Combine(server.Data, "store.db"));
        Assert.Equal("ok", (await ExamineAsync(server, "--backups", backups)).Status);
        Assert.Equal(before, await File.ReadAllBytesAsync(Path.Combine(server.Data, "store.db")));

        var text = await Command.RunAsync("dotnet", [Programs.Server, "doctor", "--data", server.Data]);
        Assert.Equal(0, text.ExitCode);
        Assert.Matches("(?m)^ok +seal +The seal", text.Output);
        Assert.Matches("(?m)^warning +backup .*\n +Name the folder", text.Output);
        Assert.DoesNotContain("value-that-no-doctor-prints", text.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_thing_that_is_wrong_is_named_with_what_to_do_and_the_others_are_looked_at_all_the_same()
    {
        await using var server = await ServerProcess.StartNewAsync();
        using (var client = server.NewClient())
        {
            await client.SetSecretAsync("looked-at", "v");
        }

        Assert.Equal(0, (await server.StopAsync()).ExitCode);
        var seal = server.Data + ".seal-key";

        File.Move(seal, seal + ".away");
        await FailsAsync(server, "seal", "is missing", others: "audit");
        File.Move(seal + ".away", seal);

        File.SetUnixFileMode(seal, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        await FailsAsync(server, "seal", "by others", others: "store");
        File.SetUnixFileMode(seal, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        var key = Path.Combine(server.Data, "server.key");
        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        await FailsAsync(server, "files", "by others", others: "certificate");
        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        File.Move(key, key + ".away");
        await FailsAsync(server, "certificate", "cannot be used", others: "seal");
        File.Move(key + ".away", key);

        await FailsAsync(server, "backup", "no backup", "seal", "--backups", Path.Combine(server.Folder, "none"));

        await ChangeAsync("UPDATE key_encryption_key SET uses = 1073741824", "UPDATE key_encryption_key SET uses = 3", "key", "warning");
        await ChangeAsync("UPDATE key_encryption_key SET uses = 4294967296", "UPDATE key_encryption_key SET uses = 3", "key", "failed");
        await ChangeAsync("UPDATE environment SET edge_address = 'secrets.example.com:443'", "UPDATE environment SET edge_address = 'localhost:1'", "host names", "failed");
        await ChangeAsync("DELETE FROM schemaversions WHERE SchemaVersionID = 3", null, "schema", "warning");
        await ChangeAsync("INSERT INTO schemaversions (ScriptName, Applied) VALUES ('Qwak.Core.Storage.Migrations.Sqlite.9999-later.sql', '2030-01-01')", "DELETE FROM schemaversions WHERE ScriptName LIKE '%9999%'", "schema", "failed");
        await ChangeAsync("UPDATE audit_checkpoint SET time = time + 1 WHERE sequence = (SELECT max(sequence) FROM audit_checkpoint)", "UPDATE audit_checkpoint SET time = time - 1 WHERE sequence = (SELECT max(sequence) FROM audit_checkpoint)", "checkpoint", "failed");
        var future = new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        await ChangeAsync($"UPDATE audit_event SET time = {future} WHERE sequence = 2", null, "clock", "failed");
        await ChangeAsync("UPDATE audit_event SET name = 'other' WHERE sequence = (SELECT max(sequence) FROM audit_event)", null, "audit", "failed");
        await ChangeAsync("DELETE FROM audit_event WHERE sequence = (SELECT max(sequence) FROM audit_event)", null, "anchor", "failed");

        File.WriteAllText(Path.Combine(server.Data, "store.db"), "no database at all");
        await FailsAsync(server, "store", "", others: "files");

        async Task ChangeAsync(string change, string? back, string check, string status)
        {
            Sql(server, change);
            var found = await ExamineAsync(server);
            Assert.Equal((check, status), (check, found.Checks[check].Status));
            Assert.NotNull(found.Checks[check].Remedy);
            Assert.Equal(status == "failed" ? 1 : 0, found.Checks.Values.Any(c => c.Status == "failed") ? found.ExitCode : 0);
            if (back is not null)
            {
                Sql(server, back);
            }
        }
    }

    [Fact]
    public async Task What_is_no_data_directory_is_refused_and_nothing_is_made_of_it()
    {
        var folder = Directory.CreateTempSubdirectory("qwak-e2e-");
        var refused = await Command.RunAsync("dotnet", [Programs.Server, "doctor", "--data", folder.FullName]);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("is not a data directory", refused.Error, StringComparison.Ordinal);
        Assert.Empty(folder.EnumerateFileSystemInfos());
        folder.Delete();
    }

    private static async Task FailsAsync(ServerProcess server, string check, string message, string others, params string[] more)
    {
        var found = await ExamineAsync(server, more);
        Assert.Equal((1, "failed"), (found.ExitCode, found.Status));
        Assert.Equal((check, "failed"), (check, found.Checks[check].Status));
        Assert.Contains(message, found.Checks[check].Message, StringComparison.Ordinal);
        Assert.NotEmpty(found.Checks[check].Remedy!);
        Assert.Equal("ok", found.Checks[others].Status);
    }

    private static async Task<(int ExitCode, string Status, Dictionary<string, Check> Checks)> ExamineAsync(ServerProcess server, params string[] more)
    {
        var run = await Command.RunAsync("dotnet", [Programs.Server, "doctor", "--data", server.Data, "--output", "json", .. more]);
        Assert.True(run.Output.Length > 0, run.Error);
        var document = JsonDocument.Parse(run.Output).RootElement;
        var checks = document.GetProperty("items").Deserialize<List<Check>>(JsonSerializerOptions.Web)!;
        return (run.ExitCode, document.GetProperty("status").GetString()!, checks.ToDictionary(check => check.Name));
    }

    private static void Sql(ServerProcess server, string statement)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(server.Data, "store.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = statement;
        Assert.NotEqual(0, command.ExecuteNonQuery());
    }

    private sealed record Check([property: System.Text.Json.Serialization.JsonPropertyName("check")] string Name, string Status, string Message, string? Remedy);
}
