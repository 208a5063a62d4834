using System.Net;
using Qwak.Connectors.Network;
using Qwak.Connectors.Tests.Support;

namespace Qwak.Connectors.Tests.Network;

public sealed class DestinationGuardTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.1.2.3")]
    [InlineData("0.0.0.0")]
    [InlineData("169.254.169.254")]
    [InlineData("100.100.100.200")]
    [InlineData("168.63.129.16")]
    [InlineData("255.255.255.255")]
    [InlineData("::1")]
    [InlineData("::")]
    [InlineData("fe80::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("2002:7f00:1::")]
    [InlineData("0x7f.1")]
    [InlineData("2130706433")]
    public async Task An_address_of_this_machine_its_link_or_a_clouds_metadata_is_refused(string host) =>
        await RefusedAsync(new HostPort(host, 5432), "*:*");

    [Theory]
    [InlineData("10.1.2.3")]
    [InlineData("192.168.1.1")]
    [InlineData("203.0.113.9")]
    [InlineData("2001:db8::1")]
    public async Task An_address_of_another_machine_is_allowed_when_it_is_bound(string host)
    {
        var addresses = await Guard("*:*").ResolveAsync(new HostPort(host, 5432), default);

        Assert.Equal([IPAddress.Parse(host)], addresses);
    }

    [Theory]
    [InlineData("hunter2;'\"=", 5432, false)]
    [InlineData("x --to *:*", 5432, false)]
    [InlineData("x\ny", 5432, false)]
    [InlineData("", 5432, false)]
    [InlineData("db.example.com", 0, false)]
    [InlineData("db.example.com", 65536, false)]
    [InlineData("db_1.example.com", 5432, true)]
    [InlineData("2001:db8::1", 65535, true)]
    public void What_is_no_address_is_neither_dialled_nor_quoted(string host, int port, bool isValid)
    {
        var refused = Record.Exception(() => Guard("other.example:1").Check(new HostPort(host, port)));
        Assert.Equal(isValid, Assert.IsType<ConnectorException>(refused).Message.Contains($"{new HostPort(host, port)}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_network_that_is_configured_is_allowed_and_no_other()
    {
        var guard = Guard(SourceUser.Loopback, "*:*");

        Assert.NotEmpty(await guard.ResolveAsync(new HostPort("localhost", 1), default));
        await Assert.ThrowsAsync<ConnectorException>(() => guard.ResolveAsync(new HostPort("169.254.169.254", 1), default));
    }

    [Theory]
    [InlineData("db.example.com:5432", "db.example.com", 5432, true)]
    [InlineData("DB.example.com.:5432", "db.EXAMPLE.com", 5432, true)]
    [InlineData("db.example.com:5432", "db.example.com.", 5432, true)]
    [InlineData("db.example.com:5432", "db.example.com", 5433, false)]
    [InlineData("db.example.com:5432", "xdb.example.com", 5432, false)]
    [InlineData("db.example.com:5432", "db.example.com.evil.org", 5432, false)]
    [InlineData("db.example.com:*", "db.example.com", 1, true)]
    [InlineData("*.example.com:5432", "db.example.com", 5432, true)]
    [InlineData("*.example.com:5432", "example.com", 5432, false)]
    [InlineData("*.example.com:5432", "evilexample.com", 5432, false)]
    [InlineData("*:443", "anything.org", 443, true)]
    [InlineData("[2001:db8::1]:5432", "2001:db8::1", 5432, true)]
    public void A_destination_covers_what_it_says(string destination, string host, int port, bool isCovered) =>
        Assert.Equal(isCovered, Canaries.Parse(destination).Covers(host, port));

    [Theory]
    [InlineData("")]
    [InlineData("db.example.com")]
    [InlineData("db.example.com:")]
    [InlineData("db.example.com:0")]
    [InlineData("db.example.com:99999")]
    [InlineData("db.*.com:443")]
    [InlineData("**:443")]
    [InlineData("user@db.example.com:443")]
    [InlineData("https://db.example.com:443")]
    [InlineData("db example:443")]
    public void What_is_no_destination_is_refused(string text) => Assert.False(Destination.TryParse(text, out _, out _));

    [Fact]
    public void Every_secret_must_be_bound_to_the_destination()
    {
        var guard = new DestinationGuard(
            new Dictionary<string, IReadOnlyList<Destination>>
            {
                ["wide"] = [Canaries.Parse("*:*")], ["narrow"] = [Canaries.Parse("db.example.com:5432")], ["none"] = [],
            },
            NetworkPolicy.Strict);

        var refusal = Assert.Throws<ConnectorException>(() => guard.Check(new HostPort("db.example.com", 5432)));
        Assert.Contains("qwak secrets bind --name none --to db.example.com:5432", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_without_an_entry_goes_nowhere()
    {
        using var value = SecretValue.FromString("value");
        var secrets = new SourceSecrets(new Dictionary<string, SecretValue> { ["other"] = value }, Guard("*:*"));

        Assert.Equal(ConnectorFailure.RefusedDestination, Assert.Throws<ConnectorException>(() => secrets["other"]).Failure);
        Assert.Equal(ConnectorFailure.Definition, Assert.Throws<ConnectorException>(() => secrets["missing"]).Failure);
        Assert.DoesNotContain("value", secrets.ToString().Replace("redacted", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private static async Task RefusedAsync(HostPort target, params string[] destinations)
    {
        var exception = await Assert.ThrowsAsync<ConnectorException>(() => Guard(destinations).ResolveAsync(target, default));
        Assert.Equal(ConnectorFailure.RefusedDestination, exception.Failure);
    }

    private static DestinationGuard Guard(params string[] destinations) => Guard(NetworkPolicy.Strict, destinations);

    private static DestinationGuard Guard(NetworkPolicy policy, params string[] destinations) =>
        new(new Dictionary<string, IReadOnlyList<Destination>> { ["secret"] = [.. destinations.Select(Canaries.Parse)] }, policy);
}
