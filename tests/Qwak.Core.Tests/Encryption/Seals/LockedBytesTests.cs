using System.Globalization;
using System.Runtime.InteropServices;
using Qwak.Core.Encryption;

namespace Qwak.Core.Tests.Encryption.Seals;

[Collection(Alone.Name)]
public sealed class LockedBytesTests
{
    [Fact]
    public void A_key_lies_in_a_page_that_is_locked_and_in_no_dump_until_it_is_erased()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The system's own account of its pages is Linux's.");
        var key = LockedBytes.Of([1, 2, 3]);
        var address = Marshal.UnsafeAddrOfPinnedArrayElement(Array(key), Offset(key));
        Assert.Equal(0, address % Environment.SystemPageSize);
        var page = PageAt(address);
        Assert.Contains("lo", page.Flags);
        Assert.Contains("dd", page.Flags);
        Assert.Equal(Environment.SystemPageSize / 1024, page.LockedKibibytes);
        Assert.Equal([1, 2, 3], key.Span.ToArray());
        Assert.False(LockedBytes.HasUnlocked);

        var kept = key.Memory;
        key.Dispose();
        key.Dispose();
        Assert.Equal([0, 0, 0], kept.ToArray());
        Assert.DoesNotContain("lo", PageAt(address).Flags);
        Assert.DoesNotContain("dd", PageAt(address).Flags);
    }

    [Fact]
    public void Each_key_has_its_own_page_and_a_forgotten_one_is_erased_by_the_collector()
    {
        var locked = Locked();
        using (var one = LockedBytes.Random(32))
        {
            using var two = LockedBytes.Random(32);
            Assert.NotEqual(one.Span.ToArray(), two.Span.ToArray());
            Assert.Equal(locked + (2 * Environment.SystemPageSize / 1024), Locked());
            one.Dispose();
            Assert.Contains("lo", PageAt(Marshal.UnsafeAddrOfPinnedArrayElement(Array(two), Offset(two))).Flags);
        }

        Forget();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.Equal(locked, Locked());
        Assert.Throws<ArgumentOutOfRangeException>(() => new LockedBytes(Environment.SystemPageSize + 1));
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static void Forget() => _ = LockedBytes.Random(32);

    private static byte[] Array(LockedBytes key) => MemoryMarshal.TryGetArray<byte>(key.Memory, out var segment) ? segment.Array! : [];

    private static int Offset(LockedBytes key) => MemoryMarshal.TryGetArray<byte>(key.Memory, out var segment) ? segment.Offset : -1;

    private static long Locked() => long.Parse(
        File.ReadLines("/proc/self/status").Single(line => line.StartsWith("VmLck:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2],
        CultureInfo.InvariantCulture);

    private static (long LockedKibibytes, string[] Flags) PageAt(nint address)
    {
        var (isIt, locked) = (false, 0L);
        foreach (var line in File.ReadLines("/proc/self/smaps"))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (!words[0].EndsWith(':'))
            {
                var ends = words[0].Split('-').Select(end => nint.Parse(end, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToArray();
                isIt = ends[0] <= address && address < ends[1];
            }
            else if (isIt && words[0] == "Locked:")
            {
                locked = long.Parse(words[1], CultureInfo.InvariantCulture);
            }
            else if (isIt && words[0] == "VmFlags:")
            {
                return (locked, words[1..]);
            }
        }

        throw new InvalidOperationException("There is no such page.");
    }
}
