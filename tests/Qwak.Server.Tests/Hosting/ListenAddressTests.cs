using Qwak.Core;
using Qwak.Server.Hosting;

namespace Qwak.Server.Tests.Hosting;

public sealed class ListenAddressTests
{
    [Theory]
    [InlineData("127.0.0.1:8443", "localhost:8443")]
    [InlineData("localhost:8443", "localhost:8443")]
    [InlineData("[::1]:443", "localhost:443")]
    [InlineData("0.0.0.0:443", "localhost:443")]
    [InlineData("[::]:443", "localhost:443")]
    [InlineData("192.0.2.1:8443", "192.0.2.1:8443")]
    public void An_address_has_the_name_that_clients_of_this_machine_dial(string text, string name) =>
        Assert.Equal(name, ListenAddress.Parse(text).Name);

    [Theory]
    [InlineData("")]
    [InlineData("8443")]
    [InlineData(":8443")]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("[::1]")]
    [InlineData("127.0.0.1:")]
    [InlineData("127.0.0.1:0")]
    [InlineData("localhost:0")]
    [InlineData("127.0.0.1:65536")]
    [InlineData("127.0.0.1:-1")]
    [InlineData("example.com:443")]
    [InlineData("https://127.0.0.1:8443")]
    public void Anything_else_is_refused_with_an_example(string text)
    {
        var e = Assert.Throws<StartupException>(() => ListenAddress.Parse(text));
        Assert.Contains("such as 127.0.0.1:8443", e.Message, StringComparison.Ordinal);
    }
}
