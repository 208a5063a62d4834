using System.Globalization;
using Qwak.Builds.Processes;

namespace Qwak.Builds.Models;

/// <summary>A C# model: a project, or a single file, whose program hands its arguments to <c>QwakModelHost</c>.</summary>
/// <param name="file">The project or the file.</param>
internal sealed class CSharpModel(string file) : ModelProgram
{
    /// <summary>For a <c>dotnet run</c>: servers of the compiler would outlive it, with its environment in their memory.</summary>
    public static IReadOnlyDictionary<string, string> Variables { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0",
        ["MSBUILDDISABLENODEREUSE"] = "1",
        ["UseSharedCompilation"] = "false",
        ["DOTNET_NOLOGO"] = "1",
        ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
    };

    public override ChildCommand Build(IReadOnlyDictionary<string, string> environment) => Run(environment, "build");

    public override ChildCommand Serve(IReadOnlyDictionary<string, string> environment, int port) =>
        Run(environment, "serve", "--port", port.ToString(CultureInfo.InvariantCulture));

    private ChildCommand Run(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        // dotnet builds a single file below it, and does not start where it is missing, as in the home of a new user.
        _ = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create);

        var variables = new Dictionary<string, string>(Variables.Concat(environment).DistinctBy(variable => variable.Key), StringComparer.Ordinal);
        string[] what = file.EndsWith(".cs", StringComparison.Ordinal) ? [file] : ["--project", file];
        return new ChildCommand(["dotnet", "run", .. what, "--", .. arguments], Path.GetDirectoryName(file), variables);
    }
}
