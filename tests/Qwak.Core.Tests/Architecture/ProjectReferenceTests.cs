using System.Xml.Linq;
using Qwak.Core.Storage;

namespace Qwak.Core.Tests.Architecture;

/// <summary>The arrows of the architecture, from the project files and from what the compiler made of them.</summary>
public sealed class ProjectReferenceTests
{
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["Qwak.Sdk"] = [],
        ["Qwak.Core"] = ["Qwak.Sdk"],
        ["Qwak.Connectors"] = ["Qwak.Sdk"],
        ["Qwak.Builds"] = ["Qwak.Sdk"],
        ["Qwak.Cli"] = ["Qwak.Builds", "Qwak.Sdk"],
        ["Qwak.Server"] = ["Qwak.Connectors", "Qwak.Core", "Qwak.Sdk"],
    };

    private static IEnumerable<(string Name, XDocument File)> Projects =>
        Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Select(path => (Path.GetFileNameWithoutExtension(path), XDocument.Load(path)));

    private static string Root
    {
        get
        {
            var directory = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(directory.FullName, "Qwak.slnx")))
            {
                directory = directory.Parent ?? throw new InvalidOperationException("The tests run outside the repository.");
            }

            return directory.FullName;
        }
    }

    [Fact]
    public void Projects_refer_along_the_arrows_only()
    {
        foreach (var (name, file) in Projects)
        {
            Assert.True(Arrows.TryGetValue(name, out var allowed), $"{name} has no place in the architecture yet.");
            Assert.All(Of(file, "ProjectReference"), path => Assert.Contains(Path.GetFileNameWithoutExtension(path), allowed));
        }
    }

    [Fact]
    public void The_sdk_refers_to_nothing_of_ours_and_nothing_refers_to_the_server()
    {
        Assert.DoesNotContain(References(typeof(SecretValue)), IsOurs);
        Assert.Equal(["Qwak"], References(typeof(Store)).Where(IsOurs));
        Assert.DoesNotContain(Projects, project => Of(project.File, "ProjectReference").Any(path => path.EndsWith("Qwak.Server.csproj", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_core_knows_no_web_server()
    {
        Assert.DoesNotContain(References(typeof(Store)), name => name.Contains("AspNetCore", StringComparison.Ordinal));
        var core = Projects.Single(project => project.Name == "Qwak.Core").File;
        Assert.Equal("Microsoft.NET.Sdk", core.Root!.Attribute("Sdk")!.Value);
        Assert.Empty(Of(core, "FrameworkReference"));
        Assert.DoesNotContain(Of(core, "PackageReference"), name => name.Contains("AspNetCore", StringComparison.Ordinal) || name.StartsWith("Grpc", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = File.ReadAllText(Path.Combine(Root, "Qwak.slnx"));
        var all = new[] { "src", "tests" }.SelectMany(folder =>
            Directory.EnumerateFiles(Path.Combine(Root, folder), "*.csproj", SearchOption.AllDirectories));
        Assert.All(all, path => Assert.Contains(Path.GetRelativePath(Root, path), solution, StringComparison.Ordinal));
    }

    private static IEnumerable<string> References(Type type) => type.Assembly.GetReferencedAssemblies().Select(name => name.Name!);

    private static bool IsOurs(string name) => name.StartsWith("qwak", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> Of(XDocument file, string element) =>
        file.Descendants(element).Select(e => e.Attribute("Include")!.Value.Replace('\\', '/'));
}
