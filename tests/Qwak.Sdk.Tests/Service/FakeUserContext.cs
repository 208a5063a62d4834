using Grpc.Core;
using Qwak.Wire.Ecosystem;

namespace Qwak.Sdk.Tests.Service;

/// <summary>What the control plane says of the user.</summary>
internal sealed class FakeUserContext
{
    public RpcException? Failure { get; set; }

    public AuthenticatedUnifiedUserContext User { get; } = new() { AccountDetails = new UserContextAccountDetails() };

    public void Add(string id, string name, string edge) =>
        User.AccountDetails.EnvironmentById[id] = new EnvironmentDetails
        {
            Id = id,
            Name = name,
            Configuration = new Wire.Environments.QwakEnvironmentConfiguration { EdgeServicesUrl = edge },
        };
}
