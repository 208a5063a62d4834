using System.Collections.Frozen;
using System.Security.Cryptography;
using Qwak.Server.Authentication;

namespace Qwak.Server.Ui;

/// <summary>Style sheet, modules and icon, from the assembly. Their address has their hash, so that a browser may keep them.</summary>
internal static class UiAssets
{
    private const string Folder = "Qwak.Server.Ui.Assets.";

    private static readonly FrozenDictionary<string, byte[]> Files = typeof(UiAssets).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal)
        .ToFrozenDictionary(name => name[Folder.Length..], Read);

    private static readonly string Version = Hash();

    public static string Address(string file) => $"/ui/assets/{Version}/{file}";

    public static void MapUiAssets(this IEndpointRouteBuilder ui) => ui.MapGet("/assets/{version}/{file}", Get).WithMetadata(ImmutableAnswer.Instance);

    /// <summary>What lies at an address; null when nothing of these does.</summary>
    public static IResult? Find(PathString path) => path.Value?.Split('/') is ["", "ui", "assets", var version, var file] ? Get(version, file) : null;

    private static IResult Get(string version, string file) => version == Version && Files.TryGetValue(file, out var bytes)
        ? Results.Bytes(bytes, Path.GetExtension(file) switch
        {
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            _ => "image/svg+xml",
        })
        : Results.NotFound();

    private static byte[] Read(string name)
    {
        using var stream = typeof(UiAssets).Assembly.GetManifestResourceStream(name)!;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    private static string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (_, bytes) in Files.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset()[..8]);
    }
}
