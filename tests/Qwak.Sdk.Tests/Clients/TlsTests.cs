using Qwak.Clients.SecretService;
using Qwak.Sdk.Tests.Service;

namespace Qwak.Sdk.Tests.Clients;

public sealed class TlsTests
{
    [Fact]
    public async Task Another_authority_is_not_trusted_and_nothing_is_sent()
    {
        await using var scene = await Scene.StartAsync();
        var options = scene.Options();
        options.CertificateAuthorityFile = new TestAuthority().PemFile;
        var e = await Assert.ThrowsAsync<QwakException>(() => scene.NewClient(options).GetSecretAsync("abc"));
        Assert.Contains("certificate is not trusted", e.Message, StringComparison.Ordinal);
        Assert.Contains("QWAK_CA_FILE", e.Message, StringComparison.Ordinal);
        Assert.Empty(scene.Service.Calls);
        Assert.Empty(scene.Time.Waits);
    }

    [Fact]
    public async Task The_same_holds_where_the_first_call_is_grpc()
    {
        await using var scene = await Scene.StartAsync();
        scene.Variables["CONTROL_PLANE_GRPC_ADDRESS"] = "localhost";
        var options = scene.BareOptions();
        options.ControlPlanePort = scene.Service.Url.Port;
        options.ApiKey = FakeService.ApiKey;
        options.CertificateAuthorityFile = new TestAuthority().PemFile;
        var e = await Assert.ThrowsAsync<QwakException>(() => scene.NewClient(options).GetSecretAsync("abc"));
        Assert.StartsWith("Failed to login, error is The service's certificate is not trusted", e.Message, StringComparison.Ordinal);
        Assert.Empty(scene.Service.Calls);
        Assert.Empty(scene.Time.Waits);
    }

    [Fact]
    public async Task Without_a_file_the_machines_authorities_are_asked()
    {
        await using var scene = await Scene.StartAsync();
        var options = scene.Options();
        options.CertificateAuthorityFile = null;
        var e = await Assert.ThrowsAsync<QwakException>(() => scene.NewClient(options).GetSecretAsync("abc"));
        Assert.Contains("certificate is not trusted", e.Message, StringComparison.Ordinal);
        Assert.Empty(scene.Service.Calls);
    }

    [Fact]
    public async Task The_host_name_is_verified_under_a_trusted_authority_too()
    {
        await using var scene = await Scene.StartAsync();
        await using var other = await FakeService.StartAsync(TestAuthority.Shared.Issue("other.example"));
        var options = scene.Options();
        options.Url = other.Url;
        using var client = new SecretServiceClient(options);
        var e = await Assert.ThrowsAsync<QwakException>(() => client.GetSecretAsync("abc"));
        Assert.Contains("certificate is not trusted, or is for another host name", e.Message, StringComparison.Ordinal);
        Assert.Empty(other.Calls);
    }
}
