using System.CommandLine;
using Qwak.Builds;
using Qwak.Builds.Sources;
using Qwak.Clients;

namespace Qwak.Cli.Commands.Models;

/// <summary>What building and serving a model have in common.</summary>
internal sealed class ModelOptions
{
    private readonly Argument<string> _source = new("PATH") { Description = "folder of the model, its .cs file, or a git address" };
    private readonly Option<string> _modelId = new("--model-id") { Description = "which model it is", HelpName = "ID", Required = true };

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

    public Argument<string> Source => _source;

    public Option[] All =>
    [
        _modelId, _secrets, _variables, _python, _install, _serviceAccountKey, _gitBranch, _gitCredentials, _gitCredentialsSecret, _gitSecretSsh,
    ];

    public BuildOptions Read(ParseResult result) => new()
    {
        Source = result.GetRequiredValue(_source),
        ModelId = result.GetRequiredValue(_modelId),
        Secrets = result.GetValue(_secrets) ?? [],
        EnvironmentVariables = result.GetValue(_variables) ?? [],
        Python = result.GetValue(_python) ?? "python3",
        Install = result.GetValue(_install),
        ServiceAccountKeySecretName = result.GetValue(_serviceAccountKey),
        Git = new GitOptions(result.GetValue(_gitBranch), result.GetValue(_gitCredentialsSecret), result.GetValue(_gitSecretSsh))
        {
            Credentials = result.GetValue(_gitCredentials) is { } text ? SecretValue.FromString(text) : null,
        },
    };

    public static ModelBuilder Builder(BuildOptions options, QwakConnectionOptions connection) =>
        new(options, connection, System.Console.OpenStandardError());
}
