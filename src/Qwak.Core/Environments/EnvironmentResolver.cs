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
        var dialled = own.Normalise(origin.DialledAddress);
        var byAddress = dialled is null ? null : Find(all, dialled, static (e, address) => e.EdgeAddress == address);
        if (all.Count > 1 && byAddress is null && (dialled is null || !own.Contains(dialled)))
        {
            return Unknown("The address that was dialled belongs to no environment. Register it, or dial a registered one.");
        }

        if (!TryFind(all, named, out var byName) || !TryFind(all, origin.EnvironmentHeader, out var byHeader))
        {
            return Unknown("There is no such environment.");
        }

        var byCredential = boundTo is null ? null : Find(all, boundTo, static (e, id) => e.Id == id);
        var chosen = byName ?? byAddress ?? byHeader ?? byCredential ?? (all.Count == 1 ? all[0] : null);
        if (chosen is null)
        {
            return Unknown("Several environments are there: dial one's address, or name it in the header x-qwak-environment.");
        }

        // A path names its environment whatever the address; hints of the same request must agree.
        return Agrees(byName is null ? byAddress : null) && Agrees(byHeader) && Agrees(byCredential)
            ? chosen
            : Unknown("The request names two environments: its address, its header or its credential's environment disagree.");

        bool Agrees(SecretEnvironment? other) => other is null || other.Id == chosen.Id;
    }

    private static bool TryFind(IReadOnlyList<SecretEnvironment> all, string? nameOrId, out SecretEnvironment? found)
    {
        found = string.IsNullOrEmpty(nameOrId) ? null : Find(all, nameOrId, static (e, text) => e.Name == text || e.Id == text);
        return found is not null || string.IsNullOrEmpty(nameOrId);
    }

    // On the path of every read: without an enumerator and a closure.
    private static SecretEnvironment? Find(IReadOnlyList<SecretEnvironment> all, string text, Func<SecretEnvironment, string, bool> isMeant)
    {
        for (var i = 0; i < all.Count; i++)
        {
            if (isMeant(all[i], text))
            {
                return all[i];
            }
        }

        return null;
    }

    private static Refusal Unknown(string message) => new(RefusalCode.UnknownEnvironment, message);
}
