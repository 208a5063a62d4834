using System.CommandLine;
using Qwak.Core;
using Qwak.Server.Commands;

namespace Qwak.Server.Tests.Hosting;

public sealed class SourceArgumentsTests
{
    [Theory]
    [InlineData("https://s3.example.com", "https://s3.example.com/")]
    [InlineData("https://s3.example.com:9000", "https://s3.example.com:9000/")]
    public void Another_s3_is_named_by_its_address(string text, string endpoint) =>
        Assert.Equal(new Uri(endpoint), SourceArguments.Read(Parse("--source-s3-endpoint", text)).Network.S3Endpoint);

    [Fact]
    public void Without_one_it_is_amazons() => Assert.Null(SourceArguments.Read(Parse()).Network.S3Endpoint);

    [Theory]
    [InlineData("s3.example.com")]
    [InlineData("http://s3.example.com")]
    [InlineData("https://user@s3.example.com")]
    [InlineData("https://s3.example.com/bucket")]
    [InlineData("https://s3.example.com/?x=1")]
    public void What_is_no_address_over_tls_is_refused(string text) =>
        Assert.Throws<StartupException>(() => SourceArguments.Read(Parse("--source-s3-endpoint", text)));

    private static ParseResult Parse(params string[] arguments)
    {
        var command = new Command("start");
        SourceArguments.AddTo(command);
        return command.Parse(arguments);
    }
}
