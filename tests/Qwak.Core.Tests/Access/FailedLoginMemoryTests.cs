using Qwak.Core.Access;

namespace Qwak.Core.Tests.Access;

/// <summary>Whoever guesses from many addresses does not fill the memory.</summary>
[Collection(Alone.Name)]
public sealed class FailedLoginMemoryTests
{
    [Fact]
    public void Many_addresses_take_no_memory_of_their_own()
    {
        var failures = new FailedLogins(new FailedLoginOptions(), TimeProvider.System);
        var (keyId, hash) = (RandomId.New(), new byte[32]);
        failures.Failed("10.0.0.0", keyId, hash);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < 200_000; i++)
        {
            failures.Failed($"2001:db8:{i >> 16:x}:{i & 0xffff:x}::1", keyId, hash);
        }

        // Kept one by one they would take 20 MB and more.
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 100_000);
        GC.KeepAlive(failures);
    }
}
