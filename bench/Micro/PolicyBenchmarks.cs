using BenchmarkDotNet.Attributes;
using Qwak.Core;
using Qwak.Core.Access;
using Qwak.Core.Environments;

namespace Qwak.Bench.Micro;

/// <summary>Deciding whether a principal may read a secret, by the number of policies that speak of them.</summary>
public class PolicyBenchmarks
{
    private readonly SecretEnvironment _environment = new(RandomId.New(), "production", null, IsDefault: true, DateTimeOffset.UnixEpoch);
    private Grant _grant = null!;

    [Params(1, 100, 1000)]
    public int Policies { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        // As in PolicyCostTests: one in ten forbids, one in ten has a literal name.
        var policies = Enumerable.Range(0, Policies).Select(i => new Policy(
            $"policy-{i}", i % 10 == 9, ["ana"], Operation.Read | Operation.List, ["*"], [i % 10 == 1 ? $"secret-{i}" : $"team-{i}-*{i % 7}"])).ToList();
        _grant = new Grant(
            1, Credentials.OfApiKey(RandomId.New()), new Principal(RandomId.New(), "ana", PrincipalKind.User), new GrantScope(EnvironmentId: null),
            ExpiresAt: null, IsRevoked: false, new Dictionary<string, Role>(), new Permissions(policies));
    }

    [Benchmark]
    public bool Allowed() => PolicyEvaluator.Allows(_grant, Operation.Read, _environment, "team-0-secret-0");

    [Benchmark]
    public bool Denied() => PolicyEvaluator.Allows(_grant, Operation.Read, _environment, "other-secret");
}
