using System.Diagnostics;
using Qwak.Core.Encryption;
using Qwak.Core.Encryption.Seals;

namespace Qwak.Core.Tests.Encryption.Seals;

/// <summary>A key of AWS KMS, with the vendor's client against a double of the protocol.</summary>
public sealed class KmsSealTests : IAsyncLifetime
{
    private const string StoreId = "0123456789abcdef0123456789abcdef";
    private static readonly byte[] Place = [1, 2, 3];
    private KmsDouble _kms = null!;

    public async ValueTask InitializeAsync() => _kms = await KmsDouble.StartAsync();

    public ValueTask DisposeAsync() => _kms.DisposeAsync();

    [Fact]
    public async Task What_kms_protects_is_bound_to_the_key_the_store_and_the_place()
    {
        using var key = KeyEncryptionKey.New();
        var (named, otherKey) = (_kms.NewKey(), _kms.NewKey());
        using var seal = Open(named);
        var box = await seal.ProtectAsync(key.Memory, Place, CancellationToken.None);
        using (var opened = await seal.UnprotectAsync(box, Place, CancellationToken.None))
        {
            Assert.Equal(key.Bytes, opened.Span);
        }

        Assert.Equal(["TrentService.Encrypt", "TrentService.Decrypt"], _kms.Requests.Select(request => request.Action));
        Assert.All(_kms.Requests, request =>
        {
            Assert.Equal(StoreId, request.Context["qwak-store"]);
            Assert.Equal("039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81", request.Context["qwak-bound"]);
        });
        Assert.Equal(-1, box.AsSpan().IndexOf(key.Bytes));

        using var elsewhere = new KmsSeal(named.Kms!, StoreId.Replace('0', '1'));
        using var other = Open(otherKey);
        Assert.Equal(3, new[] { seal.Id, elsewhere.Id, other.Id }.Distinct().Count());
        await Assert.ThrowsAsync<IntegrityException>(() => UnprotectAsync(elsewhere, box, Place));
        await Assert.ThrowsAsync<IntegrityException>(() => UnprotectAsync(other, box, Place));
        await Assert.ThrowsAsync<IntegrityException>(() => UnprotectAsync(seal, box, [1, 2, 4]));
        box[20] ^= 1;
        await Assert.ThrowsAsync<IntegrityException>(() => UnprotectAsync(seal, box, Place));
    }

    [Theory]
    [InlineData("AccessDeniedException", "Allow the service's role kms:Encrypt and kms:Decrypt")]
    [InlineData("NotFoundException", "--seal-kms-key")]
    [InlineData("DisabledException", "Enable the key")]
    [InlineData("KMSInvalidStateException", "Enable the key")]
    [InlineData("UnrecognizedClientException", "the clock and the credentials")]
    public async Task A_refusal_is_told_once_with_the_remedy_and_in_our_words(string type, string remedy)
    {
        _kms.Failures.Enqueue((400, type));
        using var seal = Open(_kms.NewKey());
        var refusal = await RefusedAsync(seal);
        Assert.Contains($"({type})", refusal.Reason, StringComparison.Ordinal);
        Assert.Contains(remedy, refusal.Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain("What KMS says more", refusal.Message, StringComparison.Ordinal);
        Assert.Single(_kms.Requests);
    }

    [Theory]
    [InlineData(400, "ThrottlingException")]
    [InlineData(500, "KMSInternalException")]
    [InlineData(503, "ServiceUnavailableException")]
    public async Task What_passes_is_tried_again_and_what_stays_is_given_up(int status, string type)
    {
        using var seal = Open(_kms.NewKey());
        using var key = KeyEncryptionKey.New();
        _kms.Failures.Enqueue((status, type));
        _kms.Failures.Enqueue((status, type));
        await seal.ProtectAsync(key.Memory, Place, CancellationToken.None);
        Assert.Equal(3, _kms.Requests.Count);

        for (var i = 0; i < 10; i++)
        {
            _kms.Failures.Enqueue((status, type));
        }

        Assert.Contains("does not answer", (await RefusedAsync(seal)).Reason, StringComparison.Ordinal);
        Assert.Equal(3 + 4, _kms.Requests.Count);
    }

    [Fact]
    public async Task One_that_hangs_and_one_that_is_not_there_hold_up_nobody_for_long()
    {
        var named = _kms.NewKey();
        using var seal = new KmsSeal(named.Kms!, StoreId, TimeSpan.FromSeconds(1));
        _kms.Hangs = true;
        var clock = Stopwatch.StartNew();
        Assert.Contains("does not answer", (await RefusedAsync(seal)).Reason, StringComparison.Ordinal);
        Assert.InRange(clock.Elapsed, TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(10));
        await _kms.DisposeAsync();
        Assert.Contains("does not answer", (await RefusedAsync(seal)).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("alias/qwak", null, "Give it whole")]
    [InlineData("arn:aws:kms:eu-west-1:111122223333:alias/qwak", null, "An alias may be pointed elsewhere")]
    [InlineData("arn:aws:kms:eu-west-1:111122223333:key/x\n", null, "Give it whole")]
    [InlineData("arn:aws:kms:eu-west-1:111122223333:key/x", "http://kms.example.com", "https")]
    [InlineData("arn:aws:kms:eu-west-1:111122223333:key/x", "https://user:word@kms.example.com", "https")]
    public void What_does_not_name_a_key_for_good_is_refused(string key, string? endpoint, string remedy) =>
        Assert.Contains(remedy, Assert.Throws<StartupException>(() => KmsOptions.Parse(key, endpoint)).Remedy, StringComparison.Ordinal);

    [Fact]
    public void A_key_of_several_regions_is_one_seal()
    {
        using var here = new KmsSeal(KmsOptions.Parse("arn:aws:kms:eu-west-1:111122223333:key/mrk-1", null), StoreId);
        using var there = new KmsSeal(KmsOptions.Parse("arn:aws:kms:us-east-1:111122223333:key/mrk-1", null), StoreId);
        using var others = new KmsSeal(KmsOptions.Parse("arn:aws:kms:eu-west-1:444455556666:key/mrk-1", null), StoreId);
        Assert.Equal(here.Id, there.Id);
        Assert.NotEqual(here.Id, others.Id);
    }

    private static KmsSeal Open(SealOptions named) => new(named.Kms!, StoreId);

    private static Task<LockedBytes> UnprotectAsync(KmsSeal seal, byte[] box, byte[] place) => seal.UnprotectAsync(box, place, CancellationToken.None).AsTask();

    private static async Task<StartupException> RefusedAsync(KmsSeal seal)
    {
        using var key = KeyEncryptionKey.New();
        return await Assert.ThrowsAsync<StartupException>(() => seal.ProtectAsync(key.Memory, Place, CancellationToken.None).AsTask());
    }
}
