using System.Net;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Qwak.EndToEnd.Tests.Processes;

namespace Qwak.EndToEnd.Tests;

/// <summary>It refuses to start with the reason and the remedy, one line on standard error, and exit code 1.</summary>
public sealed class ServerRefusalTests
{
    [Fact]
    public async Task A_port_in_use()
    {
        await using var server = new ServerProcess();
        using var other = new TcpListener(IPAddress.Loopback, server.PortNumbers[0]);
        other.Start();
        Refused(await server.RefuseAsync(), $"Cannot listen on 127.0.0.1:{server.PortNumbers[0]}", "--listen");
    }

    [Fact]
    public async Task An_address_of_another_machine()
    {
        await using var server = new ServerProcess();
        Refused(await server.RefuseAsync("--listen", "192.0.2.1:18443"), "Cannot listen on", "--listen");
    }

    [Fact]
    public async Task A_directory_of_somebody_else()
    {
        await using var server = new ServerProcess();
        Directory.CreateDirectory(server.Data);
        await File.WriteAllTextAsync(Path.Combine(server.Data, "thesis.doc"), "x");
        Refused(await server.RefuseAsync(), "is not a data directory of this service", "--data");
        Assert.Equal(["thesis.doc"], Directory.GetFileSystemEntries(server.Data).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Another_database()
    {
        await using var server = new ServerProcess();
        Directory.CreateDirectory(server.Data);
        Sql(server, "CREATE TABLE theirs (x)");
        Refused(await server.RefuseAsync(), "is not a store of this service", "--data");
    }

    [Fact]
    public async Task A_running_server_and_then_what_is_wrong_with_its_store()
    {
        await using var server = await ServerProcess.StartNewAsync();
        Refused(await server.RefuseAsync("--listen", $"127.0.0.1:{Ports.Free()}"), "is in use by another process", "Stop that one first");
        await server.StopAsync();

        var sealKey = server.Data + ".seal-key";
        File.SetUnixFileMode(sealKey, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        Refused(await server.RefuseAsync(), "can be read or written by others", "chmod 600");
        File.SetUnixFileMode(sealKey, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        File.Move(sealKey, sealKey + ".away");
        Refused(await server.RefuseAsync(), "key file is missing", "--seal-key-file");

        await using (var other = await ServerProcess.StartNewAsync())
        {
            await other.StopAsync();
            Refused(await server.RefuseAsync("--seal-key-file", other.Data + ".seal-key"), "seal", "--seal-key-file");
        }

        await File.WriteAllTextAsync(sealKey + ".bad", "nonsense");
        File.SetUnixFileMode(sealKey + ".bad", UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Refused(await server.RefuseAsync("--seal-key-file", sealKey + ".bad"), "is not a seal's key file", "--seal-key-file");
        File.Move(sealKey + ".away", sealKey);

        Sql(server, "INSERT INTO SchemaVersions (ScriptName, Applied) VALUES ('Qwak.Core.Storage.Migrations.Sqlite.9999_future.sql', '2030-01-01')");
        Refused(await server.RefuseAsync(), "from a newer version", "9999_future.sql");
        Sql(server, "DELETE FROM SchemaVersions WHERE ScriptName LIKE '%9999%'");
        await server.StartAsync();
    }

    [Theory]
    [InlineData("--listen", "nonsense", "is not an address to listen on", "such as 127.0.0.1:8443")]
    [InlineData("--max-value-bytes", "0", "--max-value-bytes is 0", "1 to 2097152")]
    [InlineData("--certificate", "/nowhere/cert.pem", "The certificate cannot be used", "--certificate-key")]
    [InlineData("--certificate-key", "/nowhere/key.pem", "--certificate-key is given without --certificate", "Give both")]
    [InlineData("--ca-file", "/nowhere/ca.pem", "--ca-file is /nowhere/ca.pem", "Make the directory")]
    [InlineData("--admin-key-file", "/nowhere/key", "--admin-key-file is /nowhere/key", "Make the directory")]
    [InlineData("--seal-key-file", "/proc/seal-key", "/proc/seal-key cannot be made", "--seal-key-file")]
    public async Task A_wrong_option(string option, string value, string reason, string remedy)
    {
        await using var server = new ServerProcess();
        Refused(await server.RefuseAsync(option, value), reason, remedy);
    }

    [Fact]
    public async Task A_directory_that_this_user_may_not_read()
    {
        await using var server = await ServerProcess.StartNewAsync();
        await server.StopAsync();
        if (!File.Exists("/usr/bin/setpriv") || Environment.UserName != "root")
        {
            Assert.Skip("Needs root and setpriv to become another user.");
        }

        File.SetUnixFileMode(server.Folder, (UnixFileMode)0b111_101_101);
        string[] asNobody = ["--reuid=65534", "--regid=65534", "--clear-groups", "dotnet", .. server.Arguments()];
        var finished = await Command.RunAsync("setpriv", asNobody);
        Assert.SkipWhen(finished.Error.Contains("dotnet", StringComparison.OrdinalIgnoreCase), "The other user cannot run dotnet here.");
        Refused(finished, "cannot be read or written by this user", "Start as its owner");
    }

    private static void Refused(Finished finished, string reason, string remedy)
    {
        Assert.Equal(1, finished.ExitCode);
        Assert.StartsWith("Not started: ", finished.Error, StringComparison.Ordinal);
        Assert.Contains(reason, finished.Error, StringComparison.Ordinal);
        Assert.Contains(remedy, finished.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", finished.Error + finished.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", finished.Error + finished.Output, StringComparison.Ordinal);
        Assert.Single(finished.Error.TrimEnd().Split('\n'));
    }

    private static void Sql(ServerProcess server, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(server.Data, "store.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
