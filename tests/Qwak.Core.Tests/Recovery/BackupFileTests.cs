using System.Buffers.Text;
using System.Text;
using Qwak.Core.Encryption;
using Qwak.Core.Recovery;
using Qwak.Core.Storage;
using Qwak.Core.Tests.Service;

namespace Qwak.Core.Tests.Recovery;

/// <summary>The file of a backup: what is found in it without its key, and what becomes of it when it was altered.</summary>
public sealed class BackupFileTests : IAsyncLifetime
{
    private const string Canary = "canary-B7x9Qm2LpW4z";
    private const int Box = BackupChunks.Size + 30;

    private readonly TemporaryFolder _folder = new();
    private Scene _scene = null!;
    private byte[] _backup = null!;
    private int _header;

    private string Output => _folder.File("backup");

    public async ValueTask InitializeAsync()
    {
        _scene = await Scene.OpenAsync(new SqlitePlace());
        for (var i = 0; i < 4; i++)
        {
            (await _scene.Admin.SetAsync($"a-long-name-{i}", Canary + new string('x', 45_000))).Good();
        }

        _header = (await _scene.BackupAsync(Output)).Bytes.Length;
        _backup = await File.ReadAllBytesAsync(Output);
    }

    [Fact]
    public async Task All_of_it_is_as_it_was_written()
    {
        var (findings, chunks) = await VerifyAsync(_backup);
        Assert.Empty(findings.Faults);
        Assert.InRange(chunks, 3, 10);
        Assert.Equal(Database.Schema, findings.Manifest!.Schema);
        Assert.Equal(4, findings.Manifest.Counts["secret_version"]);
        Assert.Equal(StoreTables.All.Count, findings.Manifest.Counts.Count);
    }

    [Fact]
    public void No_value_name_or_key_is_in_it_in_any_form()
    {
        var text = Encoding.Latin1.GetString(_backup);
        string[] hidden = [Canary, "a-long-name-0", _scene.Place.AdminKey, File.ReadAllText(_scene.SealKey()).Split(' ')[1].Trim(), "audit_event", "PRIVATE KEY"];
        foreach (var word in hidden)
        {
            var bytes = Encoding.UTF8.GetBytes(word);
            string[] forms =
            [
                word, Convert.ToHexString(bytes), Convert.ToHexStringLower(bytes), Encoding.Latin1.GetString(Encoding.Unicode.GetBytes(word)),
                Encoding.Latin1.GetString(Encoding.BigEndianUnicode.GetBytes(word)),
                .. Enumerable.Range(0, 3).SelectMany(shift => new[] { Inner(Convert.ToBase64String([.. new byte[shift], .. bytes])), Inner(Base64Url.EncodeToString([.. new byte[shift], .. bytes])) }),
            ];
            Assert.All(forms, form => Assert.DoesNotContain(form, text, StringComparison.Ordinal));
        }

        // What the bytes before and behind reach into differs.
        static string Inner(string base64) => base64[4..^4];
    }

    [Fact]
    public async Task Every_byte_of_the_header_and_every_region_of_every_chunk_is_covered()
    {
        var places = Enumerable.Range(0, _header)
            .Concat(Enumerable.Range(0, (_backup.Length - _header) / 1499).Select(i => _header + (i * 1499)))
            .Concat(Enumerable.Range(0, ((_backup.Length - _header) / Box) + 1).SelectMany(i => new[] { 0, 1, 2, 13, 14, Box - 16, Box - 1 }.Select(at => _header + (i * Box) + at)))
            .Where(at => at < _backup.Length).Append(_backup.Length - 1).Distinct().ToList();
        foreach (var at in places)
        {
            foreach (var bit in at < _header ? new[] { 0, 1, 2, 3, 4, 5, 6, 7 } : [at % 8])
            {
                _backup[at] ^= (byte)(1 << bit);
                var fault = await FaultAsync(_backup);
                _backup[at] ^= (byte)(1 << bit);
                Assert.True(fault is not null, $"Byte {at}, bit {bit} was not noticed.");
                if (at >= _header)
                {
                    Assert.Contains($"chunk {((at - _header) / Box) + 1} of", fault, StringComparison.Ordinal);
                }
            }
        }
    }

    [Fact]
    public async Task A_tail_that_was_cut_off_or_added_is_found_wherever()
    {
        var whole = (_backup.Length - _header) / Box;
        int[] lengths =
        [
            0, 1, _header - 1, _header, _header + 1, _header + 29, _header + 30,
            .. Enumerable.Range(1, whole).SelectMany(i => new[] { -1, 0, 1, 29, 30, 31 }.Select(more => _header + (i * Box) + more)),
            _backup.Length - 1, _backup.Length - 17, _backup.Length / 2,
        ];
        foreach (var length in lengths.Where(length => length < _backup.Length))
        {
            Assert.True(await FaultAsync(_backup[..length]) is not null, $"Cut at {length}, unnoticed.");
        }

        Assert.Contains("the tail was cut off behind it", await FaultAsync(_backup[..(_header + Box)]), StringComparison.Ordinal);
        Assert.NotNull(await FaultAsync([.. _backup, 0]));
        Assert.NotNull(await FaultAsync([.. _backup, .. new byte[Box]]));
        Assert.NotNull(await FaultAsync([.. _backup, .. _backup[_header..]]));
    }

    [Fact]
    public async Task Chunks_in_another_order_twice_or_of_another_backup_are_found()
    {
        var chunks = _backup[_header..].Chunk(Box).ToList();
        Assert.Contains("chunk 1 of", await FaultAsync(Join(chunks[1], chunks[0], chunks.Skip(2))), StringComparison.Ordinal);
        Assert.Contains("chunk 2 of", await FaultAsync(Join(chunks[0], chunks[0], chunks.Skip(1))), StringComparison.Ordinal);
        Assert.NotNull(await FaultAsync(Join(chunks[0], chunks[2], chunks.Skip(3))));
        await _scene.BackupAsync(_folder.File("other"));
        var other = (await File.ReadAllBytesAsync(_folder.File("other")))[_header..].Chunk(Box).ToList();
        Assert.Contains("chunk 2 of", await FaultAsync(Join(chunks[0], other[1], chunks.Skip(2))), StringComparison.Ordinal);

        byte[] Join(byte[] one, byte[] two, IEnumerable<byte[]> rest) => [.. _backup[.._header], .. one, .. two, .. rest.SelectMany(chunk => chunk)];
    }

    [Fact]
    public async Task Only_what_it_is_encrypted_under_opens_it()
    {
        var (one, other) = (_folder.File("one"), _folder.File("other"));
        await _scene.BackupAsync(_folder.File("own"), new BackupSeal(one, null));
        await _scene.BackupAsync(_folder.File("elsewhere"), new BackupSeal(other, null));
        await File.WriteAllTextAsync(_folder.File("words"), "correct horse battery staple\n");
        await File.WriteAllTextAsync(_folder.File("guess"), "correct horse battery staples\n");
        File.SetUnixFileMode(_folder.File("words"), PrivateFile.OwnerOnly);
        File.SetUnixFileMode(_folder.File("guess"), PrivateFile.OwnerOnly);
        await _scene.BackupAsync(_folder.File("passphrase"), new BackupSeal(null, _folder.File("words")));

        await RefusedAsync("own", _scene.SealOf(), "not the one that the backup is encrypted under");
        await RefusedAsync("own", new BackupSeal(other, null), "not the one that the backup is encrypted under");
        await RefusedAsync("backup", new BackupSeal(one, null), "not the one that the backup is encrypted under");
        await RefusedAsync("backup", RecoveryScene.StoreSeal, "Name it with --key-file");
        await RefusedAsync("passphrase", new BackupSeal(one, null), "Name it with --passphrase-file");
        await RefusedAsync("passphrase", new BackupSeal(null, _folder.File("guess")), "not the one that the backup is encrypted under");
        foreach (var (name, seal) in new[] { ("own", new BackupSeal(one, null)), ("passphrase", new BackupSeal(null, _folder.File("words"))) })
        {
            using var backup = await BackupFile.OpenAsync(_folder.File(name), seal);
            Assert.Empty((await BackupCheck.RunAsync(backup, TimeProvider.System, _ => { })).Faults);
        }
    }

    [Fact]
    public async Task A_backup_is_not_made_under_a_key_that_does_not_open_the_store_nor_of_no_store()
    {
        await _scene.BackupAsync(_folder.File("made"), new BackupSeal(_folder.File("stranger"), null));
        var options = _scene.Place.Complete(Scene.Options(_scene.Time)) with { Seal = new() { KeyFile = _folder.File("stranger") } };
        var refused = await Assert.ThrowsAsync<StartupException>(() => Backup.WriteAsync(
            DataDirectory.Look(_scene.Place.DataFolder), options, RecoveryScene.StoreSeal, _folder.File("none"), _ => { }));
        Assert.Contains("is not the one that this store is sealed with", refused.Message, StringComparison.Ordinal);
        using var empty = DataDirectory.Open(_folder.File("empty"));
        refused = await Assert.ThrowsAsync<StartupException>(() => Backup.WriteAsync(empty, options, RecoveryScene.StoreSeal, _folder.File("none"), _ => { }));
        Assert.Contains("There is no store", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.EnumerateFiles(_folder.Path), file => file.Contains("none", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Backing_up_tells_how_far_it_has_come()
    {
        var told = new List<string>();
        var progress = new CopyProgress("rows", 2000, TimeProvider.System, told.Add);
        var until = TimeProvider.System.GetTimestamp();
        while (told.Count < 2 && TimeProvider.System.GetElapsedTime(until) < TimeSpan.FromSeconds(10))
        {
            progress.Step("secret");
            await Task.Yield();
        }

        Assert.Matches("^[0-9,]+ of 2,000 rows \\(secret\\)$", told[1]);
    }

    [Fact]
    public async Task A_damaged_backup_and_one_of_another_schema_are_not_restored()
    {
        using var place = new SqlitePlace();
        place.KeepEmpty();
        _backup[_header + 100] ^= 1;
        await File.WriteAllBytesAsync(_folder.File("damaged"), _backup);
        var refused = await Assert.ThrowsAsync<StartupException>(() => _scene.RestoreAsync(_folder.File("damaged"), place));
        Assert.Contains("chunk 1 of", refused.Message, StringComparison.Ordinal);

        await WriteOlderAsync(_folder.File("older"));
        refused = await Assert.ThrowsAsync<StartupException>(() => _scene.RestoreAsync(_folder.File("older"), place));
        Assert.Contains("Restore it with version 0.0.9", refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(place.DatabaseFile));
    }

    public async ValueTask DisposeAsync()
    {
        await _scene.DisposeAsync();
        _folder.Dispose();
    }

    private async Task WriteOlderAsync(string path)
    {
        using var key = new LockedBytes(32);
        using var seal = _scene.SealOf().ForNew()!;
        var header = await BackupHeader.NewAsync(seal, key.Memory, _scene.Time.GetUtcNow());
        await using var file = new FileStream(path, FileMode.CreateNew);
        file.Write(header.Bytes);
        var chunks = new ChunkWriteStream(new BackupChunks(file, header, key));
        await using var writer = new BinaryWriter(chunks, BackupRecords.TextEncoding);
        BackupRecords.Write(writer, new BackupManifest("0.0.9", "0001_initial", "store", new Dictionary<string, long>(), new Dictionary<string, string>()));
        writer.Flush();
        chunks.Complete();
    }

    private async Task RefusedAsync(string name, BackupSeal seal, string reason) => Assert.Contains(
        reason, (await Assert.ThrowsAsync<StartupException>(() => BackupFile.OpenAsync(_folder.File(name), seal))).Message, StringComparison.Ordinal);

    /// <summary>The first fault that is found; null when none is.</summary>
    private async Task<string?> FaultAsync(byte[] bytes)
    {
        try
        {
            return (await VerifyAsync(bytes)).Findings.Faults.FirstOrDefault();
        }
        catch (StartupException e)
        {
            return e.Message;
        }
    }

    private async Task<(BackupFindings Findings, long Chunks)> VerifyAsync(byte[] bytes)
    {
        await File.WriteAllBytesAsync(_folder.File("altered"), bytes);
        using var backup = await BackupFile.OpenAsync(_folder.File("altered"), _scene.SealOf());
        return (await BackupCheck.RunAsync(backup, TimeProvider.System, _ => { }), backup.Chunks.Count);
    }
}
