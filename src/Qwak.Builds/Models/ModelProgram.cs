using Qwak.Builds.Processes;

namespace Qwak.Builds.Models;

/// <summary>How the model of a folder is built and served.</summary>
internal abstract class ModelProgram
{
    /// <summary>What prepares the machine for the model; each is a step of the build.</summary>
    public virtual IEnumerable<(string Step, ChildCommand Command)> Preparations(IReadOnlyDictionary<string, string> environment) => [];

    /// <summary>Builds the model.</summary>
    public abstract ChildCommand Build(IReadOnlyDictionary<string, string> environment);

    /// <summary>Serves the model on a port of this machine.</summary>
    public abstract ChildCommand Serve(IReadOnlyDictionary<string, string> environment, int port);

    /// <summary>Finds out which kind of model lies at a path.</summary>
    /// <exception cref="QwakException">None of ours.</exception>
    public static ModelProgram Find(string path, string python, bool install, PrivateFolder storage)
    {
        path = Path.GetFullPath(path);
        if (File.Exists(path) && path.EndsWith(".cs", StringComparison.Ordinal))
        {
            return new CSharpModel(path);
        }

        if (Directory.Exists(Path.Combine(path, "main")))
        {
            return new PythonModel(path, python, install, storage);
        }

        if (Directory.Exists(path))
        {
            string[] projects = [.. Directory.GetFiles(path, "*.csproj")];
            string[] files = projects.Length > 0 ? projects : Directory.GetFiles(path, "*.cs");
            if (files is [var only])
            {
                return new CSharpModel(only);
            }
        }

        throw new QwakException(
            $"There is no model at {path}: a Python model is a folder with main/, a C# model a folder with one project or one .cs file, or that file.",
            QwakErrorCodes.NotFound);
    }
}
