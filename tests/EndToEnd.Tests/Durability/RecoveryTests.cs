using System.Globalization;
using System.Net;
using Qwak.EndToEnd.Tests.Processes;

namespace Qwak.EndToEnd.Tests.Durability;

/// <summary>The verbs of recovery as operators type them: while the service runs, on what is another machine, and to PostgreSQL.</summary>
public sealed class RecoveryTests
{
    [Fact]
    public async Task What_was_backed_up_while_the_service_ran_is_served_elsewhere_under_the_same_ca_and_keys()
    {
        await using var server = await ServerProcess.StartNewAsync();
        using var rest = await server.NewRestAsync();
        await SetAsync(rest, "old");
        var backup = Path.Combine(server.Folder, "backup");
        var made = await RunAsync("backup", "--data", server.Data, "--output", backup);
        Assert.True(made.ExitCode == 0, made.Error);
        Assert.Contains("key-file seal", made.Output, StringComparison.Ordinal);
        await SetAsync(rest, "new");

        var again = await RunAsync("backup", "--data", server.Data, "--output", backup);
        Assert.Equal(1, again.ExitCode);
        Assert.StartsWith($"Not done: {backup} is there already.", again.Error, StringComparison.Ordinal);
        var sealKey = server.Data + ".seal-key";
        var verified = await RunAsync("verify-backup", backup, "--key-file", sealKey);
        Assert.True(verified.ExitCode == 0, verified.Error + verified.Output);
        Assert.Contains("1 secrets, 1 versions", verified.Output, StringComparison.Ordinal);
        Assert.Contains("ca.pem, ca.key, server.pem, server.key", verified.Output, StringComparison.Ordinal);

        await using var other = new ServerProcess();
        var restored = await RunAsync("restore", backup, "--data", other.Data, "--seal-key-file", sealKey);
        Assert.True(restored.ExitCode == 0, restored.Error);
        Assert.Contains("Verified: 1 values decrypt", restored.Output, StringComparison.Ordinal);
        File.Copy(Path.Combine(server.Data, "admin-api-key"), Path.Combine(other.Data, "admin-api-key"));
        await other.StartAsync("--seal-key-file", sealKey);
        using var there = await other.NewRestAsync(caFile: server.CaFile);
        Assert.Contains("\"old\"", await there.GetStringAsync(ServedStore.Address("kept") + "/value"), StringComparison.Ordinal);
        Assert.Contains("store.restore", await there.GetStringAsync("/api/v1/audit/events?action=store.restore"), StringComparison.Ordinal);
        Assert.Contains("\"new\"", await rest.GetStringAsync(ServedStore.Address("kept") + "/value"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_that_was_altered_is_named_with_its_place_and_not_restored()
    {
        await using var server = await ServerProcess.StartNewAsync();
        using var rest = await server.NewRestAsync();
        await SetAsync(rest, "value");
        await server.StopAsync();
        var backup = Path.Combine(server.Folder, "backup");
        Assert.Equal(0, (await RunAsync("backup", "--data", server.Data, "--output", backup)).ExitCode);
        var bytes = await File.ReadAllBytesAsync(backup);
        bytes[^100] ^= 1;
        await File.WriteAllBytesAsync(backup, bytes);

        var verified = await RunAsync("verify-backup", backup, "--key-file", server.Data + ".seal-key");
        Assert.Equal(1, verified.ExitCode);
        Assert.Contains("It is damaged:", verified.Output, StringComparison.Ordinal);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"to {bytes.Length}) was altered or cut short"), verified.Output, StringComparison.Ordinal);
        var restored = await RunAsync("restore", backup, "--data", Path.Combine(server.Folder, "other"), "--seal-key-file", server.Data + ".seal-key");
        Assert.Equal(1, restored.ExitCode);
        Assert.StartsWith("Not done: The backup is damaged: chunk", restored.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_was_migrated_is_served_from_postgresql_with_its_anchor()
    {
        using var postgreSql = new PostgreSqlServer();
        await using var server = await ServerProcess.StartNewAsync();
        using (var rest = await server.NewRestAsync())
        {
            await SetAsync(rest, "old");
            await SetAsync(rest, "new");
        }

        var running = await RunAsync("migrate", "--from", server.Data, "--to", postgreSql.ConnectionString);
        Assert.Equal(1, running.ExitCode);
        Assert.Contains("is in use by another process", running.Error, StringComparison.Ordinal);
        await server.StopAsync();
        var migrated = await RunAsync("migrate", "--from", server.Data, "--to", postgreSql.ConnectionString);
        Assert.True(migrated.ExitCode == 0, migrated.Error);
        Assert.Contains("Verified: 2 values decrypt", migrated.Output, StringComparison.Ordinal);

        await server.StartAsync("--store", postgreSql.ConnectionString);
        using var moved = await server.NewRestAsync();
        Assert.Equal(HttpStatusCode.OK, (await moved.GetAsync("/health/ready")).StatusCode);
        Assert.Contains("\"new\"", await moved.GetStringAsync(ServedStore.Address("kept") + "/value"), StringComparison.Ordinal);
        Assert.Contains("\"old\"", await moved.GetStringAsync(ServedStore.Address("kept") + "/value?version=1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_with_a_backup_directory_makes_one_at_its_start_and_serves_on_where_none_can_be_made()
    {
        await using var server = new ServerProcess();
        var refused = await server.RefuseAsync("--backup-directory", Path.Combine(server.Folder, "missing"));
        Assert.Contains("is not a directory", refused.Error, StringComparison.Ordinal);
        refused = await server.RefuseAsync("--backup-directory", server.Folder, "--kept-backups", "0");
        Assert.Contains("--kept-backups is 0. Give 1 to 10000.", refused.Error, StringComparison.Ordinal);

        var backups = Directory.CreateDirectory(Path.Combine(server.Folder, "backups")).FullName;
        await server.StartAsync("--backup-directory", backups);
        await WaitForAsync(() => server.Process.Output.Contains("A backup was made: ", StringComparison.Ordinal));
        var verified = await RunAsync("verify-backup", Assert.Single(Directory.GetFiles(backups)), "--key-file", server.Data + ".seal-key");
        Assert.True(verified.ExitCode == 0, verified.Error + verified.Output);
        await server.StopAsync();

        // What the next one would be written to is a directory: it fails, and everything else goes on.
        var full = Directory.CreateDirectory(Path.Combine(server.Folder, "full")).FullName;
        foreach (var second in Enumerable.Range(0, 120))
        {
            Directory.CreateDirectory(Path.Combine(full, TimeProvider.System.GetUtcNow().AddSeconds(second).ToString("'qwak-'yyyyMMdd-HHmmss'.backup.part'", CultureInfo.InvariantCulture)));
        }

        await server.StartAsync("--backup-directory", full);
        await WaitForAsync(() => server.Process.Output.Contains("No backup could be made", StringComparison.Ordinal));
        using var rest = await server.NewRestAsync();
        Assert.Equal(HttpStatusCode.OK, (await rest.GetAsync("/health/ready")).StatusCode);
    }

    private static async Task WaitForAsync(Func<bool> condition)
    {
        for (var i = 0; i < 400 && !condition(); i++)
        {
            await Task.Delay(50);
        }

        Assert.True(condition());
    }

    private static Task<Finished> RunAsync(params string[] arguments) => Command.RunAsync("dotnet", [Programs.Server, .. arguments]);

    private static async Task SetAsync(HttpClient rest, string value)
    {
        using var answer = await rest.PutAsync(
            ServedStore.Address("kept"), new StringContent($"{{\"value\":\"{value}\"}}", System.Text.Encoding.UTF8, "application/json"));
        answer.EnsureSuccessStatusCode();
    }
}
