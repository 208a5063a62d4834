namespace Qwak.Cli.Commands.Quickstart;

/// <summary>The quickstart's folder, <c>.qwak/quickstart</c>, and what lies in it.</summary>
internal sealed class QuickstartFolder(string root)
{
    /// <summary>What holds <c>.qwak</c>.</summary>
    public string Root => root;

    public string Path => System.IO.Path.Combine(root, ".qwak", "quickstart");

    public string Data => System.IO.Path.Combine(Path, "data");

    public string CertificateAuthority => System.IO.Path.Combine(Path, "ca.pem");

    public string AdminApiKey => System.IO.Path.Combine(Path, "admin-api-key");

    public string Log => System.IO.Path.Combine(Path, "server.log");

    public string ProcessId => System.IO.Path.Combine(Path, "server.pid");

    /// <summary>Holds the address of the last start, so that the next one uses it again.</summary>
    public string Address => System.IO.Path.Combine(Path, "address");

    public void Create()
    {
        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

            // Folder by folder: the mode is that of the last one only.
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!, OwnerOnly);
            Directory.CreateDirectory(Path, OwnerOnly);
        }
    }

    public string ReadAdminApiKey() => File.Exists(AdminApiKey)
        ? File.ReadAllText(AdminApiKey).Trim()
        : throw new CliException(
            $"Error: {AdminApiKey} is missing; the service writes it at its first start only. "
            + $"To begin anew (this deletes the quickstart's secrets): stop it with --stop and remove {Path}.");
}
