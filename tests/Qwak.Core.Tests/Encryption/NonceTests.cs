using System.Buffers.Binary;
using Qwak.Core.Encryption;
using Qwak.Core.Tests.Service;

namespace Qwak.Core.Tests.Encryption;

/// <summary>
/// No key meets a nonce twice. The bound on the uses of one key, which keeps that so at 2^32, is tested at the service in
/// <see cref="Secrets.SecretAccessSuite"/> and, at its edge under load, in <see cref="KeyUseSuite"/>.
/// </summary>
public sealed class NonceTests
{
    [Fact]
    public void No_key_and_nonce_come_twice()
    {
        var count = FullRun.Count(100_000, 10_000_000);
        var kek = KeyEncryptionKey.New();
        var place = new VersionPlace(RandomId.New(), RandomId.New(), "some-secret", 1);
        var (wrapping, keys) = (new UInt128[count], new UInt128[count]);
        Parallel.For(0, count, i =>
        {
            Span<byte> dek = stackalloc byte[SealedBox.KeySize];
            var version = Envelope.Seal(kek, place, "value"u8);
            wrapping[i] = Nonce(version.WrappedDek);

            // A data key encrypts once; that it is fresh each time is what keeps its nonces apart.
            SealedBox.Open(kek.Bytes, version.WrappedDek, AssociatedData.ForDataKey(place, kek.Id), dek);
            keys[i] = BinaryPrimitives.ReadUInt128BigEndian(dek) ^ BinaryPrimitives.ReadUInt128BigEndian(dek[16..]);
        });
        Assert.Equal(0, Repetitions(wrapping));
        Assert.Equal(0, Repetitions(keys));
    }

    private static UInt128 Nonce(byte[] box) => BinaryPrimitives.ReadUInt128BigEndian([0, 0, 0, 0, .. box.AsSpan(2, 12)]);

    private static int Repetitions(UInt128[] all)
    {
        Array.Sort(all);
        var repetitions = 0;
        for (var i = 1; i < all.Length; i++)
        {
            repetitions += all[i] == all[i - 1] ? 1 : 0;
        }

        return repetitions;
    }
}

/// <summary>The bound of a key's uses while many sets race for the last of them.</summary>
public abstract class KeyUseSuite : StoreSuite
{
    [Fact]
    public async Task Of_many_sets_at_once_exactly_as_many_pass_as_the_key_has_uses_left()
    {
        var uses = await Scene.Place.ScalarAsync<long>("SELECT uses FROM key_encryption_key");
        await Scene.RestartAsync(options => options with { Encryption = new() { MaximumKeyUses = uses + 300 } });
        var codes = (await Task.WhenAll(Enumerable.Range(0, 500).Select(i => Admin.SetAsync($"secret-{i}", "value")))).Select(set => set.Code()).ToList();
        Assert.Equal((300, 200), (codes.Count(code => code == "ok"), codes.Count(code => code == "unavailable")));
        Assert.Equal(300, await Scene.Place.ScalarAsync<int>("SELECT count(*) FROM secret_version"));
        Assert.Equal(uses + 300, await Scene.Place.ScalarAsync<long>("SELECT uses FROM key_encryption_key"));
        var nonces = (await Scene.Place.QueryAsync<byte[]>("SELECT wrapped_dek FROM secret_version")).Select(box => Convert.ToHexString(box.AsSpan(2, 12)));
        Assert.Equal(300, nonces.Distinct().Count());
    }
}

public sealed class KeyUsesOnSqlite : KeyUseSuite
{
    private protected override StorePlace NewPlace() => new SqlitePlace();
}

public sealed class KeyUsesOnPostgreSql : KeyUseSuite
{
    private protected override StorePlace NewPlace() => new PostgreSql.PostgreSqlPlace();
}
