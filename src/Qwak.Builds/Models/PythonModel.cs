using System.Globalization;
using System.Reflection;
using Qwak.Builds.Processes;

namespace Qwak.Builds.Models;

/// <summary>A Python model: a folder <c>main</c> with a <c>QwakModel</c>, as the existing SDK lays it out.</summary>
internal sealed class PythonModel : ModelProgram
{
    private const string Driver = "driver/";
    private const string Package = "package/";

    private readonly string _folder;
    private readonly string _python;
    private readonly string? _packages;
    private readonly string _driver;
    private readonly string _ownPackage;

    /// <param name="folder">The folder that holds <c>main</c>.</param>
    /// <param name="python">The interpreter.</param>
    /// <param name="install">Whether it gets an environment of its own, with what its requirements.txt asks for.</param>
    /// <param name="storage">Where our driver and package are put.</param>
    public PythonModel(string folder, string python, bool install, PrivateFolder storage)
    {
        _folder = folder;
        _packages = install ? Path.Combine(folder, ".qwak-venv") : null;
        _python = install ? Path.Combine(_packages!, "bin", "python") : python;
        BasePython = python;
        var root = storage.Folder("python");
        foreach (var name in Assembly.GetExecutingAssembly().GetManifestResourceNames())
        {
            if (name.StartsWith(Driver, StringComparison.Ordinal) || name.StartsWith(Package, StringComparison.Ordinal))
            {
                Extract(name, Path.Combine(root, name));
            }
        }

        _driver = Path.Combine(root, Driver, "run_model.py");
        _ownPackage = Path.Combine(root, Package);
    }

    private string BasePython { get; }

    public override IEnumerable<(string Step, ChildCommand Command)> Preparations(IReadOnlyDictionary<string, string> environment)
    {
        if (_packages is not null)
        {
            yield return ("Making a virtual environment", new ChildCommand([BasePython, "-m", "venv", _packages], _folder, environment));
            if (File.Exists(Path.Combine(_folder, "requirements.txt")))
            {
                yield return ("Installing requirements.txt", new ChildCommand(
                    [_python, "-m", "pip", "install", "--disable-pip-version-check", "-r", "requirements.txt"], _folder, environment));
            }
        }
    }

    public override ChildCommand Build(IReadOnlyDictionary<string, string> environment) => Run(environment, "build");

    public override ChildCommand Serve(IReadOnlyDictionary<string, string> environment, int port) =>
        Run(environment, "serve", port.ToString(CultureInfo.InvariantCulture));

    private ChildCommand Run(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var variables = new Dictionary<string, string>(environment, StringComparer.Ordinal)
        {
            ["PYTHONUNBUFFERED"] = "1",
            ["PYTHONDONTWRITEBYTECODE"] = "1",
            ["QWAK_PYTHON_PACKAGE"] = _ownPackage,
        };
        return new ChildCommand([_python, _driver, .. arguments], _folder, variables);
    }

    // Resources keep the platform's separators of the machine they were made on.
    private static void Extract(string name, string path)
    {
        path = path.Replace('\\', '/');
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var resource = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var file = File.Create(path);
        resource.CopyTo(file);
    }
}
