using Qwak.Cli.DataSources;
using YamlDotNet.RepresentationModel;

namespace Qwak.Cli.Commands.Models;

/// <summary>
/// The existing command's YAML file of a build. Of its keys those are read that say where the model is and which secrets it
/// has; the others concern machines that this command does not have, and are left alone.
/// </summary>
internal sealed class BuildFile
{
    private readonly string _path;
    private readonly YamlMappingNode _root;

    private BuildFile(string path, YamlMappingNode root) => (_path, _root) = (path, root);

    public string? ModelId => Text("build_properties", "model_id");

    /// <summary>A folder or a git address.</summary>
    public string? Source => Text("build_properties", "model_uri", "uri");

    public string? GitBranch => Text("build_properties", "model_uri", "git_branch");

    /// <summary>USERNAME:ACCESS_TOKEN in clear text.</summary>
    public string? GitCredentials => Text("build_properties", "model_uri", "git_credentials");

    public string? GitCredentialsSecret => Text("build_properties", "model_uri", "git_credentials_secret");

    public string? GitSecretSsh => Text("build_properties", "model_uri", "git_secret_ssh");

    public string? ServiceAccountKeySecretName => Text("build_env", "docker", "service_account_key_secret_name");

    /// <summary>NAME=VALUE each.</summary>
    public IReadOnlyList<string> EnvironmentVariables => Find("build_env", "docker", "env_vars") switch
    {
        null => [],
        YamlSequenceNode list when list.All(node => node is YamlScalarNode) => [.. list.Select(node => ((YamlScalarNode)node).Value ?? "")],
        var other => throw Wrong(other, "build_env.docker.env_vars must be a list of NAME=VALUE."),
    };

    /// <exception cref="CliException">The file cannot be read, or is no YAML with keys.</exception>
    public static BuildFile Read(string path) => YamlFile.Read(path) is YamlMappingNode root
        ? new BuildFile(path, root)
        : throw new CliException($"{path}:1: keys are expected here, such as 'build_properties' and 'build_env'.");

    private string? Text(params ReadOnlySpan<string> keys) => Find(keys) switch
    {
        null => null,
        YamlScalarNode { Value: { } text } => text,
        var other => throw Wrong(other, $"{string.Join('.', keys)} must be a text."),
    };

    // 'key:' says that it is not given.
    private YamlNode? Find(params ReadOnlySpan<string> keys)
    {
        YamlNode? node = _root;
        foreach (var key in keys)
        {
            node = node switch
            {
                YamlMappingNode mapping => mapping.Children.TryGetValue(new YamlScalarNode(key), out var child) ? child : null,
                _ => throw Wrong(node, $"keys are expected here, such as '{key}'."),
            };
            if (node is null or YamlScalarNode { Value: null or "" or "~" or "null" })
            {
                return null;
            }
        }

        return node;
    }

    private CliException Wrong(YamlNode node, string what) => new($"{_path}:{node.Start.Line}: {what}");
}
