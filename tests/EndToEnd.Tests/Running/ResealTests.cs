using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Qwak.Core.Tests.Encryption.Seals;
using Qwak.EndToEnd.Tests.Durability;
using Qwak.EndToEnd.Tests.Processes;

namespace Qwak.EndToEnd.Tests.Running;

/// <summary>The keyring of a process that serves moves between a key file and a token, and the process is killed meanwhile.</summary>
public sealed class ResealTests : IAsyncLifetime
{
    private readonly ServedStore _store = new();
    private string[] _keyFile = [];
    private string[] _token = [];

    private string NextSeal => _store.Place.Data + ".next-seal";

    public async ValueTask InitializeAsync()
    {
        var token = await SoftHsm.CreateAsync("keyring");
        _keyFile = ["--seal-key-file", _store.Place.Data + ".seal-key"];
        _token =
        [
            "--seal-pkcs11-module", SoftHsm.Module, "--seal-pkcs11-token", token.Token, "--seal-pkcs11-key", "keyring",
            "--seal-pkcs11-pin-file", Write("pin", SoftHsm.Pin + "\n"),
        ];
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task Killed_anywhere_it_opens_with_the_old_seal_or_the_new_one_and_the_move_is_done_when_it_is_asked_again()
    {
        var (now, next) = (_keyFile, _token);
        await StartAsync(now);
        (await _store.SetAsync("moved-key", "value")).EnsureSuccessStatusCode();
        for (var round = 0; round < FullRun.Count(usual: 2, full: 40); round++)
        {
            Write(Path.GetFileName(NextSeal), string.Join('\n', next.Chunk(2).Select(option => string.Join(' ', option))));
            var moving = ResealAsync();
            await Task.Delay(RandomNumberGenerator.GetInt32(120));
            await _store.KillAsync();
            await Record.ExceptionAsync(() => moving);

            // Started as before, whatever it came to.
            await StartAsync(now);
            Assert.Equal("value", (await _store.GetAsync("moved-key")).Value);
            Assert.Equal(HttpStatusCode.OK, await ResealAsync());
            Assert.Equal("value", (await _store.GetAsync("moved-key")).Value);
            await _store.KillAsync();
            File.Delete(NextSeal);
            (now, next) = (next, now);
            await StartAsync(now);
            Assert.Equal("value", (await _store.GetAsync("moved-key")).Value);
        }
    }

    [Fact]
    public async Task By_the_command_while_it_serves_and_the_old_seal_opens_nothing_any_more()
    {
        await StartAsync(_keyFile);
        (await _store.SetAsync("moved-key", "value")).EnsureSuccessStatusCode();
        var refused = await RunAsync("keys", "reseal");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("The next seal is not named", refused.Error, StringComparison.Ordinal);

        Write(Path.GetFileName(NextSeal), string.Join('\n', _token.Chunk(2).Select(option => string.Join(' ', option))));
        File.SetUnixFileMode(NextSeal, File.GetUnixFileMode(NextSeal) | UnixFileMode.GroupWrite);
        Assert.Contains("can be read or written by others", (await RunAsync("keys", "reseal")).Error, StringComparison.Ordinal);
        File.SetUnixFileMode(NextSeal, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var done = await RunAsync("keys", "reseal");
        Assert.True(done.ExitCode == 0, done.Error);
        Assert.StartsWith("Sealed by a key in a token (PKCS#11) (", done.Output, StringComparison.Ordinal);
        Assert.Equal("value", (await _store.GetAsync("moved-key")).Value);

        File.Delete(NextSeal);
        await _store.KillAsync();
        var old = await Command.RunAsync("dotnet", _store.Place.Arguments(_keyFile), Variables);
        Assert.Contains("The store is sealed with a key in a token (PKCS#11), not with a key file.", old.Error, StringComparison.Ordinal);
        await StartAsync(_token);
        Assert.Equal("value", (await _store.GetAsync("moved-key")).Value);
        var doctor = await Command.RunAsync("dotnet", [Programs.Server, "doctor", "--data", _store.Place.Data, "--output", "json", .. _token], Variables);
        Assert.Contains(
            JsonDocument.Parse(doctor.Output).RootElement.GetProperty("items").EnumerateArray(),
            item => item.GetProperty("check").GetString() == "seal" && item.GetProperty("status").GetString() == "ok");
    }

    private static Dictionary<string, string> Variables => new() { ["SOFTHSM2_CONF"] = SoftHsm.Configuration };

    private Task StartAsync(string[] seal) => _store.StartAsync(Variables, seal);

    private async Task<HttpStatusCode> ResealAsync()
    {
        using var answer = await _store.Rest.PostAsJsonAsync("/api/v1/keys/reseal", new { });
        return answer.StatusCode;
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_store.Place.Folder, name);
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }

    private Task<Finished> RunAsync(params string[] arguments) => Command.RunAsync(Programs.Cli, arguments, new Dictionary<string, string>
    {
        ["QWAK_URL"] = _store.Place.Url, ["QWAK_CA_FILE"] = _store.Place.CaFile, ["QWAK_API_KEY"] = _store.Place.AdminKey, ["QWAK_HOME"] = _store.Place.Folder,
    });
}
