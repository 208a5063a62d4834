using Qwak.Cli.Commands.Models;

namespace Qwak.Cli.Tests;

/// <summary>The YAML file of a build. That a build takes its options from it: EndToEnd.Tests.</summary>
public sealed class BuildFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    [Fact]
    public void All_keys_that_concern_secrets_are_read_and_the_others_are_left_alone()
    {
        var file = Read("""
            build_env:
              docker:
                base_image: python:3.11
                env_vars: [A=1, B=secret.b]
                service_account_key_secret_name: gcp
              remote: {resources: {cpus: 2}}
            build_properties:
              model_id: churn
              tags: [a]
              model_uri: {uri: ./model, git_branch: next, git_credentials: "bob:token", git_credentials_secret: login, git_secret_ssh: key}
            """);

        Assert.Equal(("churn", "./model", "next", "bob:token"), (file.ModelId, file.Source, file.GitBranch, file.GitCredentials));
        Assert.Equal(("login", "key", "gcp"), (file.GitCredentialsSecret, file.GitSecretSsh, file.ServiceAccountKeySecretName));
        Assert.Equal(["A=1", "B=secret.b"], file.EnvironmentVariables);
    }

    [Fact]
    public void What_is_not_given_is_null()
    {
        var file = Read("build_properties:\n  model_uri:\nbuild_env: {docker: {env_vars: }}\n");

        Assert.Null(file.ModelId);
        Assert.Null(file.GitCredentials);
        Assert.Empty(file.EnvironmentVariables);
    }

    [Theory]
    [InlineData("- a\n- b", ":1: keys are expected here")]
    [InlineData("build_properties:\n  model_uri:\n    git_credentials: [hunter2]", ":3: build_properties.model_uri.git_credentials must be a text.")]
    [InlineData("build_properties:\n  - hunter2", ":2: keys are expected here, such as 'model_uri'.")]
    [InlineData("build_properties: {model_uri: {git_credentials: 'hunter2", "this is not valid YAML")]
    public void What_is_wrong_is_told_with_its_line_and_without_any_value(string text, string told)
    {
        var wrong = Assert.Throws<CliException>(() => Read(text).GitCredentials);

        Assert.Contains(told, wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Variables_must_be_a_list_of_texts() =>
        Assert.Contains(":1: build_env.docker.env_vars must be a list", Assert.Throws<CliException>(() => Read("build_env: {docker: {env_vars: {A: 1}}}").EnvironmentVariables).Message);

    [Fact]
    public async Task Without_a_path_or_a_model_id_the_command_says_where_they_may_stand()
    {
        await File.WriteAllTextAsync(_path, "build_properties: {model_id: churn}");
        await using var shell = await Shell.StartAsync();

        (await shell.RunAsync("models", "build", "-f", _path)).Fails(2, "Missing argument 'PATH'; a file (-f) can say it too, with the key build_properties.model_uri.uri.");
        (await shell.RunAsync("models", "build", ".")).Fails(2, "Missing option '--model-id'; a file (-f) can say it too, with the key build_properties.model_id.");
    }

    public void Dispose() => File.Delete(_path);

    private BuildFile Read(string text)
    {
        File.WriteAllText(_path, text);
        return BuildFile.Read(_path);
    }
}
