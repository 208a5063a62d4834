using Qwak.Clients;
using Qwak.Sdk.Tests.Service;

namespace Qwak.Sdk.Tests.Configuration;

public sealed class ProfilesTests : IDisposable
{
    private readonly TemporaryFolder _home = new();

    private string Config => _home[".qwak/config"];

    [Fact]
    public void A_profile_comes_back_as_it_was_written()
    {
        var profiles = new QwakProfiles(_home.Path);
        Assert.Null(profiles.Get("default"));
        profiles.Set("default", new QwakProfile { Url = "https://localhost:8443", ApiKey = "user@=:#;key", User = "me" });
        profiles.Set("team b", new QwakProfile { CertificateAuthorityFile = "/ca file.pem", Environment = "production" });

        var first = new QwakProfiles(_home.Path).Get("default")!;
        Assert.Equal("https://localhost:8443", first.Url);
        Assert.Equal("user@=:#;key", first.ApiKey);
        Assert.Equal("me", first.User);
        Assert.Null(first.Environment);
        var second = profiles.Get("team b")!;
        Assert.Equal("/ca file.pem", second.CertificateAuthorityFile);
        Assert.Equal("production", second.Environment);
        Assert.Equal(["default", "team b"], profiles.Names);
    }

    [Fact]
    public void Only_the_owner_may_read_the_files()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // Windows has no such modes.
        }

        new QwakProfiles(_home.Path).Set("default", new QwakProfile { ApiKey = "key" });
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Config));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(_home[".qwak"]));
        Assert.Equal(["config", "config.lock"], Directory.GetFiles(_home[".qwak"]).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Setting_changes_only_what_is_given_and_keeps_the_rest_of_the_file()
    {
        Directory.CreateDirectory(_home[".qwak"]);
        File.WriteAllText(Config, "# mine\n[other]\nAPI_KEY : theirs\n\n[default]\nuser = me\nurl = https://a:1\ncolour = blue\n");
        var profiles = new QwakProfiles(_home.Path);
        profiles.Set("default", new QwakProfile { Url = "https://b:2", User = "", ApiKey = "k" });

        Assert.Equal("theirs", profiles.Get("other")!.ApiKey);
        var changed = profiles.Get("default")!;
        Assert.Equal(("https://b:2", "k", null), (changed.Url, changed.ApiKey, changed.User));
        var text = File.ReadAllText(Config);
        Assert.StartsWith("# mine\n", text, StringComparison.Ordinal);
        Assert.Contains("colour = blue", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a]b")]
    [InlineData("a\nb")]
    [InlineData(" a")]
    public void A_name_that_would_break_the_file_is_refused(string name) =>
        Assert.Throws<QwakException>(() => new QwakProfiles(_home.Path).Set(name, new QwakProfile()));

    [Fact]
    public void A_value_cannot_smuggle_in_another_line()
    {
        var e = Assert.Throws<QwakException>(() =>
            new QwakProfiles(_home.Path).Set("default", new QwakProfile { ApiKey = "s3cret\nurl = https://evil" }));
        Assert.DoesNotContain("s3cret", e.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Config));
    }

    [Fact]
    public void A_file_that_is_not_ini_reads_as_no_profile()
    {
        Directory.CreateDirectory(_home[".qwak"]);
        File.WriteAllBytes(Config, [0, 0xff, (byte)'[', 10, (byte)'=', 10, (byte)'[', (byte)']']);
        Assert.Null(new QwakProfiles(_home.Path).Get("default"));
        Assert.Empty(new QwakProfiles(_home.Path).Names);
    }

    [Fact]
    public void Setting_a_profile_forgets_its_token_only()
    {
        Directory.CreateDirectory(_home[".qwak"]);
        File.WriteAllText(_home[".qwak/auth"], "[default]\ntokens = \"a.b.c\"\n[other]\ntokens = \"d.e.f\"\n");
        new QwakProfiles(_home.Path).Set("default", new QwakProfile { ApiKey = "k" });
        Assert.Equal("[other]\ntokens = \"d.e.f\"\n", File.ReadAllText(_home[".qwak/auth"]));
    }

    public void Dispose() => _home.Dispose();
}
