using Qwak.Core.Access;
using Qwak.Core.Environments;

namespace Qwak.Core.Tests.Access;

/// <summary>
/// "Environment of a request: the registered edge address that was dialled, else the header, else the credential's own, else the only one
/// there is. Two that disagree are refused; once more than one environment exists an unknown address is refused."
/// </summary>
public sealed class EnvironmentResolverTests
{
    private static readonly SecretEnvironment Default = New("default", "localhost:8443");
    private static readonly SecretEnvironment Staging = New("staging", "staging.test:443");
    private static readonly SecretEnvironment Unaddressed = New("lab", null);
    private static readonly OwnAddresses Own = new(["127.0.0.1:8443", "0.0.0.0:9443"], ["secrets.test", "fd00::1"]);

    // dialled, header, credential's own, named in the path → environment, or "-" for refused.
    [Theory]
    [InlineData("staging.test:443", null, null, null, "staging")]
    [InlineData("STAGING.test.", null, null, null, "staging")]
    [InlineData("localhost:8443", null, null, null, "default")]
    [InlineData("[::1]:8443", null, null, null, "default")]
    [InlineData("secrets.test:8443", "staging", null, null, "staging")]
    [InlineData("secrets.test:8443", "lab", null, null, "lab")]
    [InlineData("[fd00::1]:8443", "lab", null, null, "lab")]
    [InlineData("secrets.test:8443", null, "lab", null, "lab")]
    [InlineData("secrets.test:8443", "lab", "lab", null, "lab")]
    [InlineData("staging.test:443", "staging", "staging", "staging", "staging")]
    [InlineData("secrets.test:8443", null, null, null, "-")] // Several, and nothing says which.
    [InlineData("staging.test:443", "default", null, null, "-")] // Address and header disagree.
    [InlineData("staging.test:443", null, "default", null, "-")] // Address and credential disagree.
    [InlineData("secrets.test:8443", "staging", "default", null, "-")] // Header and credential disagree.
    [InlineData("secrets.test:8443", "nowhere", null, null, "-")] // No such environment.
    [InlineData("evil.test:443", null, null, null, "-")] // An address of nobody's: DNS rebinding.
    [InlineData("evil.test:443", "staging", "staging", "staging", "-")]
    [InlineData("staging.test:444", "staging", null, null, "-")]
    [InlineData(null, "staging", null, null, "-")]
    [InlineData("", "staging", null, null, "-")]
    [InlineData("localhost:8443", null, null, "lab", "lab")] // A path decides whatever the address …
    [InlineData("secrets.test:1", null, null, "lab", "lab")]
    [InlineData("localhost:8443", "staging", null, "lab", "-")] // … but not against the header
    [InlineData("localhost:8443", null, "staging", "lab", "-")] // or the credential,
    [InlineData("localhost:8443", null, null, "nowhere", "-")] // and only an environment that is there.
    public void With_several_environments(string? dialled, string? header, string? bound, string? named, string expected) =>
        Is(expected, [Default, Staging, Unaddressed], dialled, header, bound, named);

    [Theory]
    [InlineData("localhost:8443", null, null, null, "default")]
    [InlineData("anything.test:1", null, null, null, "default")]
    [InlineData(null, null, null, null, "default")]
    [InlineData("anything.test:1", "default", null, "default", "default")]
    [InlineData("localhost:8443", "staging", null, null, "-")]
    [InlineData("localhost:8443", null, null, "staging", "-")]
    public void With_the_only_one_there_is(string? dialled, string? header, string? bound, string? named, string expected) =>
        Is(expected, [Default], dialled, header, bound, named);

    [Fact]
    public void Header_and_path_take_an_id_too() =>
        Is("lab", [Default, Staging, Unaddressed], "secrets.test", Unaddressed.Id, null, Unaddressed.Id);

    private static SecretEnvironment New(string name, string? address) =>
        new(RandomId.New(), name, address, name == "default", DateTimeOffset.UnixEpoch);

    private static void Is(string expected, SecretEnvironment[] all, string? dialled, string? header, string? bound, string? named)
    {
        var boundTo = bound is null ? null : all.Single(e => e.Name == bound).Id;
        var result = EnvironmentResolver.Resolve(all, Own, new RequestOrigin(null, "r", dialled, header), boundTo, named);
        Assert.Equal(expected, result.IsRefused ? "-" : result.Value.Name);
        Assert.True(!result.IsRefused || result.Refusal.Code == RefusalCode.UnknownEnvironment);
    }
}
