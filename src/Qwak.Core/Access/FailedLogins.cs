using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Qwak.Core.Access;

/// <summary>
/// Limits failed logins by address, and by key id at an address. A key's id is no secret: it is never limited by
/// itself, or a stranger who knows it could lock its owner out. A key that logged in before is recognised and let
/// through to the check, so that neighbours behind one proxy cannot lock each other out either. Both are kept in
/// memory: what is lost by a restart is no more than another <see cref="Window"/>'s tries at 256 random bits.
/// </summary>
internal sealed class FailedLogins(FailedLoginOptions options, TimeProvider time)
{
    /// <summary>The time in which a spent limit comes back.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(100);

    private const int MostRecognised = 16_384;

    private readonly FailureBuckets _byAddress = new(options.PerAddress, Window, time);
    private readonly FailureBuckets _byKey = new(options.PerKey, Window, time);

    // Direct-mapped, from a part of the keyed hash: nobody can aim at another's place, and the memory is fixed.
    private readonly ulong[] _recognised = new ulong[MostRecognised];

    /// <summary>How long this login has to wait; null when it may be tried.</summary>
    public TimeSpan? Wait(string? address, string? keyId, ReadOnlySpan<byte> keyHash)
    {
        var mark = Mark(keyHash);
        if (Volatile.Read(ref Place(mark)) == mark)
        {
            return null;
        }

        var network = Network(address);
        var (all, one) = (_byAddress.Wait(network), keyId is null ? null : _byKey.Wait(Pair(network, keyId)));
        return all > one ? all : one ?? all;
    }

    /// <summary>Counts a login that failed. Its key is recognised no more.</summary>
    public void Failed(string? address, string? keyId, ReadOnlySpan<byte> keyHash)
    {
        var mark = Mark(keyHash);
        Interlocked.CompareExchange(ref Place(mark), 0, mark);
        var network = Network(address);
        _byAddress.Spend(network);
        if (keyId is not null)
        {
            _byKey.Spend(Pair(network, keyId));
        }
    }

    /// <summary>Recognises the key of a login that succeeded.</summary>
    public void Succeeded(ReadOnlySpan<byte> keyHash)
    {
        var mark = Mark(keyHash);
        Volatile.Write(ref Place(mark), mark);
    }

    private static ulong Mark(ReadOnlySpan<byte> keyHash) => BinaryPrimitives.ReadUInt64LittleEndian(keyHash);

    private ref ulong Place(ulong mark) => ref _recognised[mark % MostRecognised];

    private static string Pair(string network, string keyId) => $"{network} {keyId}";

    /// <summary>Whoever has one address of an IPv6 /64 has all of them.</summary>
    private static string Network(string? address) =>
        IPAddress.TryParse(address, out var parsed) && parsed.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexString(parsed.GetAddressBytes().AsSpan(0, 8))
            : address ?? "";
}
