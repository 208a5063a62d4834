using System.Net;
using System.Net.Sockets;
using Qwak.Connectors.MongoDb;

namespace Qwak.Connectors.Tests.MongoDb;

public sealed class MongoDbReachTests
{
    private static readonly DnsEndPoint First = new("First.example", 27017);
    private static readonly DnsEndPoint Second = new("second.example", 27017);
    private static readonly DnsEndPoint ToldOf = new("third.example", 27017);
    private static readonly SocketException Away = new((int)SocketError.ConnectionRefused);

    [Fact]
    public void A_set_is_given_up_only_when_all_its_known_members_have_failed()
    {
        using var reach = new MongoDbReach([new("first.example", 27017), new("second.example", 27017)]);
        reach.Failed(Second, Away);
        reach.Failed(ToldOf, Away);
        Assert.False(reach.Hopeless.IsCancellationRequested);
        reach.Succeeded(First);
        reach.Failed(ToldOf, Away);
        Assert.False(reach.Hopeless.IsCancellationRequested);
        reach.Failed(First, Away);
        Assert.True(reach.Hopeless.IsCancellationRequested);
        Assert.Throws<SocketException>(reach.ThrowFailure);
    }

    [Fact]
    public void A_member_that_answers_again_gives_hope()
    {
        using var reach = new MongoDbReach([new("first.example", 27017)]);
        reach.Failed(First, Away);
        Assert.True(reach.Hopeless.IsCancellationRequested);
        reach.Succeeded(First);
        Assert.False(reach.Hopeless.IsCancellationRequested);
        reach.ThrowFailure();
    }

    [Fact]
    public void A_member_whose_name_is_not_known_is_one_that_failed_and_one_that_must_not_be_dialled_ends_all()
    {
        using var reach = new MongoDbReach([new("first.example", 27017)]);
        reach.Refused(new ConnectorException(ConnectorFailure.NameResolution, "unknown"));
        Assert.False(reach.Hopeless.IsCancellationRequested);
        reach.Refused(new ConnectorException(ConnectorFailure.RefusedDestination, "refused"));
        reach.Succeeded(First);
        Assert.True(reach.Hopeless.IsCancellationRequested);
        Assert.Equal(ConnectorFailure.RefusedDestination, Assert.Throws<ConnectorException>(reach.ThrowFailure).Failure);
    }
}
