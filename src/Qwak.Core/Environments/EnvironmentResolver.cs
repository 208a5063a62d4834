using Qwak.Core.Access;

namespace Qwak.Core.Environments;

/// <summary>
/// Which environment a request acts in. A path that names one decides, and nothing else may disagree with it. Else:
/// the registered edge address that was dialled, else the header, else the credential's own, else the only one there
/// is. Two that disagree are refused, and with more than one environment an address that is none of ours is refused,
/// which also stops DNS rebinding.
/// </summary>
internal static class EnvironmentResolver
{
    public static Result<SecretEnvironment> Resolve(
        IReadOnlyList<SecretEnvironment> all, OwnAddresses own, RequestOrigin origin, string? boundTo, string? named)
    {
        var dialled = EdgeAddress.Normalise(origin.DialledAddress);
        var byAddress = all.FirstOrDefault(e => e.EdgeAddress is not null && e.EdgeAddress == dialled);
        if (all.Count > 1 && byAddress is null && (dialled is null || !own.Contains(dialled)))
        {
            return Unknown("The address that was dialled belongs to no environment. Register it, or dial a registered one.");
        }

        if (!TryFind(all, named, out var byName) || !TryFind(all, origin.EnvironmentHeader, out var byHeader))
        {
            return Unknown("There is no such environment.");
        }

        var byCredential = all.FirstOrDefault(e => e.Id == boundTo);
        var chosen = byName ?? byAddress ?? byHeader ?? byCredential ?? (all.Count == 1 ? all[0] : null);
        if (chosen is null)
        {
            return Unknown("Several environments are there: dial one's address, or name it in the header x-qwak-environment.");
        }

        // A path names its environment whatever the address; hints of the same request must agree.
        var others = byName is null ? [byAddress, byHeader, byCredential] : new[] { byHeader, byCredential };
        return others.All(other => other is null || other.Id == chosen.Id)
            ? chosen
            : Unknown("The request names two environments: its address, its header or its credential's environment disagree.");
    }

    private static bool TryFind(IReadOnlyList<SecretEnvironment> all, string? nameOrId, out SecretEnvironment? found)
    {
        found = string.IsNullOrEmpty(nameOrId) ? null : all.FirstOrDefault(e => e.Name == nameOrId || e.Id == nameOrId);
        return found is not null || string.IsNullOrEmpty(nameOrId);
    }

    private static Refusal Unknown(string message) => new(RefusalCode.UnknownEnvironment, message);
}
