using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Qwak.Clients.Connection;
using Qwak.Redaction;

namespace Qwak.Builds.Artifacts;

/// <summary>Searches what a build made for every secret that it had, in all forms, in files and one level deep in archives.</summary>
internal sealed class ArtifactSearch(Redactor redactor)
{
    /// <summary>A form of so many bytes is no chance: it fails the build.</summary>
    public const int FailingLength = 12;

    private const int MostFindings = 1000;

    private readonly List<Artifact> _artifacts = [];
    private readonly List<Finding> _findings = [];

    public IReadOnlyList<Artifact> Artifacts => _artifacts;

    public IReadOnlyList<Finding> Findings => _findings;

    public bool Fails => _findings.Any(finding => finding.Fails);

    /// <summary>Searches all files of a folder, also hidden ones.</summary>
    public void SearchFolder(string folder)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None };
        foreach (var path in Directory.EnumerateFiles(folder, "*", options).Order(StringComparer.Ordinal))
        {
            if (new FileInfo(path) is { LinkTarget: null } file)
            {
                var name = SearchName(Path.GetRelativePath(folder, path));
                _artifacts.Add(new Artifact(name, file.Length));
                Search(name, path);
            }
        }
    }

    /// <summary>Searches one file as it is, and what is in it if it is an archive.</summary>
    public void Search(string name, string path)
    {
        using (var file = File.OpenRead(path))
        {
            Search(name, file);
        }

        try
        {
            SearchArchive(name, path);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException)
        {
            // Not the archive that its name or its first bytes promise; its bytes were searched.
        }
    }

    /// <summary>A secret in a name leaves with the file as one in its content does.</summary>
    /// <returns>The name as it may be shown.</returns>
    private string SearchName(string name)
    {
        var shown = Printable.Text(redactor.Redact(name));
        Search($"{shown} (its name)", new MemoryStream(Encoding.UTF8.GetBytes(name)));
        return shown;
    }

    private void Search(string name, Stream content)
    {
        foreach (var match in redactor.Find(content))
        {
            if (_findings.Count < MostFindings)
            {
                _findings.Add(new Finding(name, match.Offset, match.Name, FormWords.Of(match.Form), match.Length >= FailingLength));
            }
        }
    }

    private void SearchArchive(string name, string path)
    {
        Span<byte> start = stackalloc byte[4];
        using var file = File.OpenRead(path);
        var length = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        file.Position = 0;
        if (start[..length].StartsWith("PK"u8))
        {
            SearchZip(name, file);
        }
        else if (length >= 2 && start[0] == 0x1f && start[1] == 0x8b)
        {
            SearchGzip(name, path, file);
        }
        else if (path.EndsWith(".tar", StringComparison.OrdinalIgnoreCase))
        {
            SearchTar(name, file);
        }
    }

    private void SearchZip(string name, FileStream file)
    {
        using var zip = new ZipArchive(file, ZipArchiveMode.Read);
        foreach (var entry in zip.Entries)
        {
            using var content = entry.Open();
            Search($"{name}!{SearchName(entry.FullName)}", content);
        }
    }

    private void SearchGzip(string name, string path, FileStream file)
    {
        using var content = new GZipStream(file, CompressionMode.Decompress);
        if (path.EndsWith(".tgz", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".tar.gz", StringComparison.OrdinalIgnoreCase))
        {
            SearchTar(name, content);
        }
        else
        {
            Search($"{name}!", content);
        }
    }

    private void SearchTar(string name, Stream content)
    {
        using var tar = new TarReader(content);
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is { } data)
            {
                Search($"{name}!{SearchName(entry.Name)}", data);
            }
        }
    }
}
