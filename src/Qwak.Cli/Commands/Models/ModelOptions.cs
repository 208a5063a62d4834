using System.CommandLine;
using Qwak.Builds;
using Qwak.Builds.Sources;
using Qwak.Cli.Terminal;
using Qwak.Clients;

namespace Qwak.Cli.Commands.Models;

/// <summary>What building and serving a model have in common.</summary>
internal sealed class ModelOptions
{
    private readonly Argument<string?> _source = new("PATH")
    {
        Description = "folder of the model, its .cs file, or a git address",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _modelId = new("--model-id") { Description = "which model it is", HelpName = "ID" };

    private readonly Option<string?> _file = new("--file-path", "-f")
    {
        Description = "YAML file of the build with the existing command's keys; what is given here goes before it",
        HelpName = "FILE",
    };

    private readonly Option<string[]> _secrets = new("--secret")
    {
        Description = "a secret that the model may read; may repeat. Without any: all that you may read",
        HelpName = "NAME",
    };

    private readonly Option<string[]> _variables = new("--env-vars", "-E")
    {
        Description = "a variable of the model; the value secret.NAME stands for a secret; may repeat",
        HelpName = "NAME=VALUE",
    };

    private readonly Option<string?> _python = new("--python") { Description = "interpreter of a Python model (python3)", HelpName = "EXE" };

    private readonly Option<bool> _install = new("--install")
    {
        Description = "give a Python model a virtual environment with what its requirements.txt asks for",
    };

    private readonly Option<bool> _isolate = new("--isolate")
    {
        Description = "hide your home, temporary files and other processes from the model, with bubblewrap",
    };

    private readonly Option<string?> _serviceAccountKey = new("--service-account-key-secret-name")
    {
        Description = "Custom service account for GCP: the secret that holds its key",
        HelpName = "NAME",
    };

    private readonly Option<string?> _gitBranch = new("--git-branch") { Description = "branch or tag of a git address", HelpName = "NAME" };

    private readonly Option<string?> _gitCredentials = new("--git-credentials")
    {
        Description = "USERNAME:ACCESS_TOKEN in clear text; it stays in the shell's history",
        HelpName = "TEXT",
    };

    private readonly Option<string?> _gitCredentialsSecret = new("--git-credentials-secret")
    {
        Description = "the secret that holds USERNAME:ACCESS_TOKEN",
        HelpName = "NAME",
    };

    private readonly Option<string?> _gitSecretSsh = new("--git-secret-ssh")
    {
        Description = "the secret that holds a private SSH key",
        HelpName = "NAME",
    };

    public Argument<string?> Source => _source;

    public Option[] All =>
    [
        _modelId, _file, _secrets, _variables, _python, _install, _isolate, _serviceAccountKey, _gitBranch, _gitCredentials, _gitCredentialsSecret, _gitSecretSsh,
    ];

    /// <exception cref="CliException">Neither the command nor its file says what to build, or the file is wrong.</exception>
    public BuildOptions Read(ParseResult result, CliConsole console)
    {
        var file = result.GetValue(_file) is { } path ? BuildFile.Read(path) : null;
        if (file?.GitCredentials is not null)
        {
            console.WriteErrorLine("Warning: the file holds git credentials in clear text. git_credentials_secret names a secret instead.");
        }

        // Only together: of two ways, the one that the command line says would lose to the file's.
        var git = result.GetValue(_gitCredentials) ?? result.GetValue(_gitCredentialsSecret) ?? result.GetValue(_gitSecretSsh);
        var fileGit = git is null ? file : null;
        return new()
        {
            Source = result.GetValue(_source) ?? file?.Source ?? throw Missing("argument 'PATH'", "build_properties.model_uri.uri"),
            ModelId = result.GetValue(_modelId) ?? file?.ModelId ?? throw Missing("option '--model-id'", "build_properties.model_id"),
            Secrets = result.GetValue(_secrets) ?? [],
            EnvironmentVariables = [.. file?.EnvironmentVariables ?? [], .. result.GetValue(_variables) ?? []],
            Python = result.GetValue(_python) ?? "python3",
            Install = result.GetValue(_install),
            Isolate = result.GetValue(_isolate),
            ServiceAccountKeySecretName = result.GetValue(_serviceAccountKey) ?? file?.ServiceAccountKeySecretName,
            Git = new GitOptions(
                result.GetValue(_gitBranch) ?? file?.GitBranch,
                result.GetValue(_gitCredentialsSecret) ?? fileGit?.GitCredentialsSecret,
                result.GetValue(_gitSecretSsh) ?? fileGit?.GitSecretSsh)
            {
                Credentials = (result.GetValue(_gitCredentials) ?? fileGit?.GitCredentials) is { } text ? SecretValue.FromString(text) : null,
            },
        };
    }

    public static ModelBuilder Builder(BuildOptions options, QwakConnectionOptions connection) =>
        new(options, connection, System.Console.OpenStandardError());

    private static CliException Missing(string what, string key) =>
        new($"Missing {what}; a file (-f) can say it too, with the key {key}.", ExitCodes.Usage);
}
