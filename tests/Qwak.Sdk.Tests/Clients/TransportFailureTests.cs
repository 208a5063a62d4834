using Qwak.Clients.Connection;

namespace Qwak.Sdk.Tests.Clients;

/// <summary>The library's messages quote what others sent, and addresses with what stands in them.</summary>
public sealed class TransportFailureTests
{
    [Theory]
    [InlineData("The proxy tunnel request to proxy 'http://user:p@ss-w0rd@proxy:3128/' failed", "The proxy tunnel request to proxy 'http://proxy:3128/' failed")]
    [InlineData("Received an invalid status line: '\u001b[2Jno'.", "Received an invalid status line: ' [2Jno'.")]
    [InlineData("Connection refused (localhost:8443)", "Connection refused (localhost:8443)")]
    public void Neither_a_proxys_password_nor_control_characters_are_shown(string message, string shown) =>
        Assert.Equal(shown, TransportFailure.From(new HttpRequestException(message)).Details);
}
