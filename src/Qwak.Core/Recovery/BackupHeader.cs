using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Qwak.Core.Encryption;
using Qwak.Core.Encryption.Seals;
using Qwak.Core.Storage;

namespace Qwak.Core.Recovery;

/// <summary>
/// The readable beginning of a backup: six lines and an empty one. Behind it come the chunks (<see cref="BackupChunks"/>).
/// <code>
/// qwak-backup 1
/// id 32 hexadecimal digits
/// made milliseconds since 1970
/// seal KIND ID, and the store's id when the seal is bound to it
/// stretched argon2id MEMORY PASSES SALT, or none
/// key the key of this file, under the seal, in hexadecimal
/// </code>
/// The key is bound to the lines before it, and each chunk to the whole header.
/// </summary>
internal sealed record BackupHeader
{
    private const string Magic = "qwak-backup 1";
    private const string None = "none";
    private const int MostBytes = 4096;

    private BackupHeader(string id, DateTimeOffset madeAt, string sealKind, string sealId, string? storeId, PassphraseCosts? costs, byte[] wrappedKey) =>
        (Id, MadeAt, SealKind, SealId, StoreId, Costs, WrappedKey) = (id, madeAt, sealKind, sealId, storeId, costs, wrappedKey);

    public string Id { get; }

    public DateTimeOffset MadeAt { get; }

    public string SealKind { get; }

    public string SealId { get; }

    /// <summary>Id of the store that the seal is bound to; null when it is bound to none.</summary>
    public string? StoreId { get; }

    /// <summary>How the passphrase is stretched; null when it is under another kind of seal.</summary>
    public PassphraseCosts? Costs { get; }

    public byte[] WrappedKey { get; private init; }

    public byte[] Bytes => Encoding.ASCII.GetBytes($"{Lines}key {Convert.ToHexStringLower(WrappedKey)}\n\n");

    /// <summary>What each chunk is bound to.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Bytes));

    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Id} of {MadeAt:yyyy-MM-dd HH:mm:ss}Z");

    private string Lines => string.Create(
        CultureInfo.InvariantCulture,
        $"{Magic}\nid {Id}\nmade {StoreTime.To(MadeAt)}\nseal {SealKind} {SealId}{(StoreId is null ? "" : " " + StoreId)}\nstretched {Costs?.ToString() ?? None}\n");

    /// <summary>A new backup, with the key of its file under a seal.</summary>
    public static async Task<BackupHeader> NewAsync(OpenedSeal opened, ReadOnlyMemory<byte> key, DateTimeOffset now)
    {
        var header = new BackupHeader(RandomId.New(), now, opened.Seal.Kind, opened.Seal.Id, (opened.Seal as KmsSeal)?.StoreId, opened.Costs, []);
        return header with
        {
            WrappedKey = await opened.Seal.ProtectAsync(key, AssociatedData.ForBackupKey(header.Lines), CancellationToken.None),
        };
    }

    /// <summary>The key of the file.</summary>
    /// <exception cref="IntegrityException">The header was altered.</exception>
    public ValueTask<LockedBytes> OpenKeyAsync(ISeal seal) =>
        seal.UnprotectAsync(WrappedKey, AssociatedData.ForBackupKey(Lines), CancellationToken.None);

    /// <summary>Reads the header at the beginning of a file, and leaves the file behind it.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    public static BackupHeader Read(Stream file)
    {
        var bytes = new byte[Math.Min(MostBytes, file.Length)];
        file.ReadExactly(bytes);
        var end = bytes.AsSpan().IndexOf("\n\n"u8);
        var header = end < 0 ? throw new FormatException() : Parse(Encoding.ASCII.GetString(bytes, 0, end));
        file.Position = end + 2;

        // Whatever else reads the same was not written by us.
        return header.Bytes.AsSpan().SequenceEqual(bytes.AsSpan(0, end + 2)) ? header : throw new FormatException();
    }

    private static BackupHeader Parse(string text)
    {
        if (text.Split('\n') is [Magic, var id, var made, var seal, var stretched, var key]
            && Words(id, "id") is [var theId]
            && Words(made, "made") is [var at] && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            && Words(seal, "seal") is [var kind, var sealId, .. var store] && store.Length <= 1
            && Words(stretched, "stretched") is [_, ..]
            && Words(key, "key") is [var wrapped])
        {
            var costs = stretched[(stretched.IndexOf(' ', StringComparison.Ordinal) + 1)..];
            return new BackupHeader(
                theId, StoreTime.From(milliseconds), kind, sealId, store.FirstOrDefault(), costs == None ? null : ParseCosts(costs), Convert.FromHexString(wrapped));
        }

        throw new FormatException();
    }

    private static PassphraseCosts ParseCosts(string text)
    {
        try
        {
            return PassphraseCosts.Parse(text);
        }
        catch (StartupException e)
        {
            throw new FormatException(e.Message, e);
        }
    }

    private static string[] Words(string line, string name) => line.Split(' ') is [var first, .. var words] && first == name ? words : [];
}
