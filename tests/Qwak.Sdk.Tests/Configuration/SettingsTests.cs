using Qwak.Clients;
using Qwak.Clients.Connection;
using Qwak.Clients.SecretService;
using Qwak.Sdk.Tests.Service;

namespace Qwak.Sdk.Tests.Configuration;

public sealed class SettingsTests : IDisposable
{
    private const string Key = "profile@key";
    private static readonly string LongToken = $"{new string('a', 40)}.{new string('b', 40)}.{new string('c', 40)}";

    private readonly TemporaryFolder _home = new();
    private readonly Dictionary<string, string> _variables = [];
    private readonly QwakConnectionOptions _options = new();

    public SettingsTests() =>
        _options.Variables = name => name == "QWAK_HOME" ? _home.Path : _variables.GetValueOrDefault(name);

    [Fact]
    public void Options_win_over_variables_and_variables_over_the_profile()
    {
        new QwakProfiles(_home.Path).Set("default", new QwakProfile
        {
            Url = "https://profile:1", CertificateAuthorityFile = "profile.pem", ApiKey = Key, Environment = "profile-env",
        });
        var settings = Resolve();
        Assert.Equal(new Uri("https://profile:1"), settings.Url);
        Assert.Equal("profile.pem", settings.CertificateAuthorityFile);
        Assert.Equal("profile-env", settings.Environment);
        Assert.Equal((Key, "default"), (settings.Credential.ApiKey, settings.Credential.CacheSection));

        _variables["QWAK_URL"] = "https://variable:2";
        _variables["QWAK_CA_FILE"] = "variable.pem";
        _variables["QWAK_ENVIRONMENT"] = "variable-env";
        _variables["QWAK_API_KEY"] = "variable@key";
        settings = Resolve();
        Assert.Equal(new Uri("https://variable:2"), settings.Url);
        Assert.Equal("variable.pem", settings.CertificateAuthorityFile);
        Assert.Equal("variable-env", settings.Environment);
        Assert.Equal("variable@key", settings.Credential.ApiKey);
        Assert.Equal(TokenCache.SectionFor(settings.Url, "variable@key"), settings.Credential.CacheSection);

        _options.Url = new Uri("https://option:3");
        _options.CertificateAuthorityFile = "option.pem";
        _options.Environment = "option-env";
        _options.ApiKey = "option@key";
        settings = Resolve();
        Assert.Equal(_options.Url, settings.Url);
        Assert.Equal("option.pem", settings.CertificateAuthorityFile);
        Assert.Equal("option-env", settings.Environment);
        Assert.Equal("option@key", settings.Credential.ApiKey);
    }

    [Fact]
    public void The_address_is_url_then_profile_then_control_plane_then_jfrog()
    {
        _variables["QWAK_API_KEY"] = Key;
        _variables["JF_URL"] = "https://platform.example/artifactory/";
        Assert.Equal(new Uri("https://platform.example"), Resolve().Url);
        Assert.False(Resolve().FindsEdge);

        _variables["CONTROL_PLANE_GRPC_ADDRESS"] = "grpc.example";
        Assert.Equal(new Uri("https://grpc.example"), Resolve().Url);
        Assert.True(Resolve().FindsEdge);

        new QwakProfiles(_home.Path).Set("default", new QwakProfile { Url = "https://profile:1" });
        Assert.Equal(new Uri("https://profile:1"), Resolve().Url);
        Assert.False(Resolve().FindsEdge);
    }

    [Fact]
    public void Another_profile_is_read_when_it_is_named()
    {
        new QwakProfiles(_home.Path).Set("b", new QwakProfile { Url = "https://b:1", ApiKey = Key });
        _options.Profile = "b";
        Assert.Equal("b", Resolve().Credential.CacheSection);
    }

    [Fact]
    public void A_jfrog_token_wins_over_a_key_that_was_only_found()
    {
        _variables["QWAK_URL"] = "https://service:1";
        _variables["QWAK_API_KEY"] = Key;
        _variables["JF_ACCESS_TOKEN"] = LongToken;
        Assert.Equal(Key, Resolve().Credential.ApiKey); // JF_URL is not set.

        _variables["JF_URL"] = "https://platform.example";
        Assert.Equal(LongToken, Resolve().Credential.AccessToken);
        Assert.Equal(new Uri("https://platform.example"), Resolve().Credential.Platform);

        _variables["FORCE_QWAK_AUTH"] = "True";
        Assert.Equal(Key, Resolve().Credential.ApiKey);
        _variables.Remove("FORCE_QWAK_AUTH");
        _options.ApiKey = "option@key";
        Assert.Equal("option@key", Resolve().Credential.ApiKey);
    }

    [Theory]
    [InlineData("short.short.short")]
    [InlineData("exactly-sixty-four-characters-0123456789abcdefghijklmnopqrstuvwx")]
    [InlineData("long enough for a token, but with spaces 0123456789abcdefghijklmnop")]
    public void An_access_token_that_is_none_is_refused_without_repeating_it(string token)
    {
        _options.Url = new Uri("https://service:1");
        _options.AccessToken = token;
        var e = Refusal();
        Assert.Equal(
            "Authentication with JFrog failed: Only JWT Access Tokens are supported. "
            + "Please ensure you are using a valid JWT Access Token.",
            e.Message);
    }

    [Fact]
    public void A_token_and_an_address_that_are_given_together_stay_together()
    {
        _variables["JF_URL"] = "https://platform.example";
        _options.AccessToken = LongToken;
        Assert.Equal(new Uri("https://platform.example"), Resolve().Credential.Platform);
        _options.Url = new Uri("https://service:1");
        Assert.Equal(_options.Url, Resolve().Credential.Platform);
    }

    [Fact]
    public void A_platform_that_is_not_used_is_not_looked_at()
    {
        _variables["JF_URL"] = "http://platform.example";
        _variables["QWAK_URL"] = "https://service:1";
        _variables["QWAK_API_KEY"] = Key;
        Assert.Equal(Key, Resolve().Credential.ApiKey);
        _variables["JF_ACCESS_TOKEN"] = LongToken;
        Assert.StartsWith("JF_URL must be https://", Refusal().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_variable_is_trimmed_and_an_empty_one_counts_as_absent()
    {
        new QwakProfiles(_home.Path).Set("default", new QwakProfile { Url = "https://profile:1" });
        _variables["QWAK_URL"] = "  ";
        _variables["QWAK_API_KEY"] = Key + "\n";
        Assert.Equal((new Uri("https://profile:1"), Key), (Resolve().Url, Resolve().Credential.ApiKey));
    }

    [Fact]
    public void A_time_limit_is_positive()
    {
        _options.Url = new Uri("https://service:1");
        _options.ApiKey = Key;
        _options.Timeout = TimeSpan.Zero;
        Assert.StartsWith("QwakConnectionOptions.Timeout must be positive", Refusal().Message, StringComparison.Ordinal);
        _options.Timeout = Timeout.InfiniteTimeSpan;
        Resolve();
    }

    [Fact]
    public void Without_any_configuration_the_message_is_that_of_the_existing_client()
    {
        Assert.Equal(
            "Environment default has not be configured.Please ensure it is configured using the `qwak configure` command.",
            Refusal().Message);
        _options.Profile = "team-b";
        Assert.StartsWith("Environment team-b has not be configured.Please", Refusal().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_half_is_named()
    {
        _variables["QWAK_URL"] = "https://service:1";
        Assert.EndsWith("No API key was found: set QWAK_API_KEY, QWAK_OIDC_TOKEN_FILE, or JF_URL and JF_ACCESS_TOKEN.", Refusal().Message, StringComparison.Ordinal);
        _variables.Clear();
        _variables["QWAK_API_KEY"] = Key;
        Assert.EndsWith("No address was found: set QWAK_URL to https://host:port.", Refusal().Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://localhost:8443")]
    [InlineData("localhost:8443")]
    [InlineData("https://user:p4ssword@localhost:8443")]
    [InlineData("https://localhost:8443/path")]
    [InlineData("https://localhost:8443/?q=p4ssword")]
    [InlineData("ftp://localhost")]
    public void An_address_that_is_not_https_host_and_port_is_refused(string url)
    {
        _variables["QWAK_URL"] = url;
        _variables["QWAK_API_KEY"] = Key;
        Assert.Equal("QWAK_URL must be https://host:port, for example https://localhost:8443.", Refusal().Message);
    }

    [Theory]
    [InlineData(" ", "gRPC address must not be empty or whitespace.")]
    [InlineData("https://grpc.example", "URL scheme is not allowed in the gRPC address.")]
    [InlineData("grpc.example/x", "gRPC address must not contain paths, queries, or fragments.")]
    [InlineData("grpc.example:443", "Port specification is not allowed in the gRPC address.")]
    [InlineData(":443", "gRPC address must contain a valid hostname.")]
    [InlineData("grpc example", "gRPC address must be a simple hostname or fully qualified domain name.")]
    public void A_control_plane_address_is_a_bare_host(string text, string details)
    {
        _variables["CONTROL_PLANE_GRPC_ADDRESS"] = text;
        _variables["QWAK_API_KEY"] = Key;
        Assert.Equal($"Not a valid gRPC address: '{text.Trim()}'. Details: {details}", Refusal().Message);
    }

    [Fact]
    public void An_environment_that_cannot_be_a_header_is_refused()
    {
        _variables["QWAK_URL"] = "https://service:1";
        _variables["QWAK_API_KEY"] = Key;
        _options.Environment = "a\r\nx: y";
        Assert.Contains("'environment' must be printable ASCII", Refusal().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_authority_file_that_is_not_there_is_named()
    {
        _options.Url = new Uri("https://service:1");
        _options.ApiKey = Key;
        _options.CertificateAuthorityFile = _home["absent.pem"];
        var e = Assert.Throws<QwakException>(() => new SecretServiceClient(_options));
        Assert.Contains("absent.pem (QWAK_CA_FILE)", e.Message, StringComparison.Ordinal);
        File.WriteAllText(_home["absent.pem"], "nothing");
        e = Assert.Throws<QwakException>(() => new SecretServiceClient(_options));
        Assert.Contains("it holds no certificate", e.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _home.Dispose();

    private ConnectionSettings Resolve() => ConnectionSettings.Resolve(_options);

    private QwakException Refusal()
    {
        var e = Assert.Throws<QwakException>(Resolve);
        Assert.Equal(QwakErrorCodes.NotConfigured, e.Code);
        return e;
    }
}
