using Qwak.Core.Environments;

namespace Qwak.Core.Tests.Access;

public sealed class EdgeAddressTests
{
    [Theory]
    [InlineData("edge.test", "edge.test:443")]
    [InlineData("EDGE.Test:8443", "edge.test:8443")]
    [InlineData("edge.test.", "edge.test:443")]
    [InlineData("localhost:8443", "localhost:8443")]
    [InlineData("127.0.0.1:8443", "localhost:8443")]
    [InlineData("127.8.9.1:8443", "localhost:8443")]
    [InlineData("[::1]:8443", "localhost:8443")]
    [InlineData("192.0.2.1", "192.0.2.1:443")]
    [InlineData("[fd00::1]:8443", "[fd00::1]:8443")]
    [InlineData("[FD00:0:0::1]", "[fd00::1]:443")]
    [InlineData("bücher.test", "xn--bcher-kva.test:443")]
    public void One_spelling_for_each_address(string address, string expected)
    {
        Assert.Equal(expected, EdgeAddress.Normalise(address));
        Assert.Equal(expected, EdgeAddress.Normalise(expected));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("https://edge.test")]
    [InlineData("edge.test/path")]
    [InlineData("edge.test\\path")]
    [InlineData("user@edge.test")]
    [InlineData("edge.test?x")]
    [InlineData("edge.test#x")]
    [InlineData("edge test")]
    [InlineData("edge.test\n")]
    [InlineData(":443")]
    [InlineData("edge.test:port")]
    [InlineData("edge.test:99999")]
    [InlineData("fd00::1")]
    public void What_is_no_address_is_none(string? address) => Assert.Null(EdgeAddress.Normalise(address));

    [Fact]
    public void A_long_text_is_none() => Assert.Null(EdgeAddress.Normalise(new string('a', 301)));

    [Fact]
    public void The_first_listener_is_the_primary_address()
    {
        Assert.Equal("localhost:8443", new OwnAddresses(["127.0.0.1:8443", "192.0.2.1:9443"], []).Primary);
        Assert.True(new OwnAddresses(["192.0.2.1:8443"], ["Edge.Test"]).Contains("edge.test:1"));
        Assert.False(new OwnAddresses(["192.0.2.1:8443"], ["edge.test"]).Contains("192.0.2.1:8444"));
    }
}
