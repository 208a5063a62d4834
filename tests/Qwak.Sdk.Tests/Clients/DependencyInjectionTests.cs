using Microsoft.Extensions.DependencyInjection;
using Qwak.Clients.SecretService;
using Qwak.Sdk.Tests.Service;

namespace Qwak.Sdk.Tests.Clients;

public sealed class DependencyInjectionTests
{
    [Fact]
    public async Task The_registered_client_is_one_and_has_the_given_options()
    {
        await using var scene = await Scene.StartAsync();
        scene.Service.Secrets["abc"] = "v";
        await using var services = new ServiceCollection()
            .AddSecretServiceClient(options =>
            {
                options.Url = scene.Service.Url;
                options.ApiKey = FakeService.ApiKey;
                options.CertificateAuthorityFile = TestAuthority.Shared.PemFile;
                options.Variables = name => name == "QWAK_HOME" ? scene.Home.Path : null;
            })
            .BuildServiceProvider();
        var client = services.GetRequiredService<SecretServiceClient>();
        Assert.Same(client, services.GetRequiredService<SecretServiceClient>());
        using var value = await client.GetSecretAsync("abc");
        Assert.Equal("v", value.Reveal());
    }

    [Fact]
    public async Task A_derived_client_can_stand_in_for_the_service()
    {
        using SecretServiceClient client = new StandIn();
        using var value = await client.GetSecretAsync("abc");
        Assert.Equal("value of abc", value.Reveal());
        await Assert.ThrowsAsync<InvalidOperationException>(() => client.DeleteSecretAsync("abc"));
    }

    private sealed class StandIn : SecretServiceClient
    {
        public override Task<SecretValue> GetSecretAsync(string name, CancellationToken cancellationToken = default) =>
            Task.FromResult(SecretValue.FromString("value of " + name));
    }
}
