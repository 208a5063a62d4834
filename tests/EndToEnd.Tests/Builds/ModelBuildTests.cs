using System.IO.Compression;

namespace Qwak.EndToEnd.Tests.Builds;

/// <summary>What a user sees of a build, and what a build sees of its user.</summary>
public sealed class ModelBuildTests
{
    private const string Value = "hunter2-S3cr3t&Pass/Key+9";

    [Fact]
    public async Task A_build_reads_its_secrets_and_what_it_prints_of_them_is_redacted_on_the_terminal_and_in_the_stored_log()
    {
        await using var scene = await BuildScene.StartAsync();
        await scene.SetAsync("aws-api-key", Value);
        await scene.SetAsync("other-key", "another value");
        await using var building = scene.StartBuild(
            """
            key = get("aws-api-key")
            print("out", key)
            print("err", base64.b64encode(key.encode()).decode(), file=sys.stderr)
            try:
                get("other-key")
            except Exception as error:
                print("refused:", error)
            qwak.log_param({"source": "warehouse"})
            qwak.log_metric({"rows": 3})
            open(os.path.join(qwak.output_folder(), "model.bin"), "wb").write(b"model")
            """,
            "--secret", "aws-api-key", "--secret", "never-read");
        var finished = await building.FinishAsync(200);
        var summary = BuildScene.Summary(finished);
        var log = await scene.LogAsync();

        Assert.Equal(0, finished.ExitCode);
        Assert.Equal("succeeded", summary.GetProperty("status").GetString());
        Assert.Equal("aws-api-key", summary.GetProperty("usedSecrets")[0].GetProperty("name").GetString());
        Assert.Equal("other-key", summary.GetProperty("refusedSecrets")[0].GetProperty("name").GetString());
        Assert.Equal("never-read", summary.GetProperty("unusedSecrets")[0].GetString());
        Assert.Equal("model.bin", summary.GetProperty("artifacts")[0].GetProperty("path").GetString());
        Assert.Equal(3, summary.GetProperty("metrics").GetProperty("rows").GetInt32());
        foreach (var shown in new[] { finished.Error, log })
        {
            Assert.Contains("out [redacted:aws-api-key]\n", shown, StringComparison.Ordinal);
            Assert.Contains("err [redacted:aws-api-key]", shown, StringComparison.Ordinal);
            Assert.Contains("add --secret other-key", shown, StringComparison.Ordinal);
            Assert.DoesNotContain(Value, shown, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_child_process_has_neither_the_callers_credential_nor_their_variables_and_its_own_is_redacted()
    {
        await using var scene = await BuildScene.StartAsync();
        await scene.SetAsync("cloud-token", "token-of-the-cloud-1");
        var summary = await scene.BuildAsync(
            """
            get("cloud-token")
            print("names", sorted(os.environ))
            print("key", os.environ["QWAK_API_KEY"])
            print("app", os.environ["APP_TOKEN"], os.environ["PLAIN"])
            print("gcp", open(os.environ["GOOGLE_APPLICATION_CREDENTIALS"]).read())
            print("mode", oct(os.stat(os.environ["GOOGLE_APPLICATION_CREDENTIALS"]).st_mode & 0o777))
            for folder, _, files in os.walk(os.environ["QWAK_HOME"]):
                for file in files:
                    print("home", file, open(os.path.join(folder, file)).read())
            """,
            "-E", "APP_TOKEN=secret.cloud-token", "-E", "PLAIN=text", "--service-account-key-secret-name", "cloud-token");
        var log = await scene.LogAsync();

        Assert.Equal("succeeded", summary.GetProperty("status").GetString());
        Assert.DoesNotContain("CALLERS_OWN", log, StringComparison.Ordinal);
        Assert.DoesNotContain(scene.Server.AdminKey, log, StringComparison.Ordinal);
        Assert.Contains("key [redacted:build-key]", log, StringComparison.Ordinal);
        Assert.Contains("app [redacted:cloud-token] text", log, StringComparison.Ordinal);
        Assert.Contains("gcp [redacted:cloud-token]", log, StringComparison.Ordinal);
        Assert.Contains("mode 0o600", log, StringComparison.Ordinal);
        Assert.Contains("[redacted:build-token]", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_that_was_printed_before_it_was_fetched_is_redacted_from_then_on_and_the_build_says_so()
    {
        await using var scene = await BuildScene.StartAsync();
        await scene.SetAsync("aws-api-key", Value);
        await scene.SetAsync("other-key", "another-value-of-9");

        var summary = await scene.BuildAsync(
            $"""
            hardcoded = "{Value}"
            print("before", hardcoded)
            print("before", base64.b64encode(hardcoded.encode()).decode(), file=sys.stderr)
            print("other", get("other-key"))
            get("aws-api-key")
            print("after", hardcoded)
            """);
        var log = await scene.LogAsync();

        Assert.Contains($"before {Value}\n", log, StringComparison.Ordinal);
        Assert.Contains("after [redacted:aws-api-key]\n", log, StringComparison.Ordinal);
        var early = summary.GetProperty("printedBefore").EnumerateArray()
            .Select(printed => $"{printed.GetProperty("secret")} {printed.GetProperty("count")} {printed.GetProperty("form")}");
        Assert.Equal(["aws-api-key 1 base64", "aws-api-key 1 literal"], early.Order(StringComparer.Ordinal));
        Assert.Equal(2, (await scene.NewestAsync()).GetProperty("summary").GetProperty("printedBefore").GetArrayLength());
    }

    [Theory]
    [InlineData("open(path, 'w').write('cfg ' + base64.b64encode(key.encode()).decode())", "plain.txt", "base64", 4)]
    [InlineData("import pickle; pickle.dump({'a': key}, open(path, 'wb'))", "model.pkl", "literal", null)]
    [InlineData("import zipfile; z = zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED); z.writestr('in/conf.json', json.dumps(key)); z.close()", "model.zip", "literal", 1)]
    [InlineData("import gzip; gzip.open(path, 'w').write(key.encode())", "log.gz", "literal", 0)]
    public async Task A_secret_in_an_artifact_fails_the_build_and_is_named_with_its_place(string write, string file, string form, int? offset)
    {
        await using var scene = await BuildScene.StartAsync();
        await scene.SetAsync("aws-api-key", "hunter2-S3cr3t-Pass-Key");

        var summary = await scene.BuildAsync($"key = get('aws-api-key')\npath = os.path.join(qwak.output_folder(), '{file}')\n{write}");

        Assert.Equal("failed", summary.GetProperty("status").GetString());
        var finding = summary.GetProperty("findings").EnumerateArray().First(f => f.GetProperty("fails").GetBoolean());
        Assert.StartsWith(file, finding.GetProperty("file").GetString(), StringComparison.Ordinal);
        Assert.Equal("aws-api-key", finding.GetProperty("secret").GetString());
        Assert.Equal(form, finding.GetProperty("form").GetString());
        if (offset is { } expected)
        {
            Assert.Equal(expected, finding.GetProperty("offset").GetInt64());
        }
    }

    [Fact]
    public async Task A_secret_in_a_parameter_fails_the_build_and_is_redacted_in_the_record()
    {
        await using var scene = await BuildScene.StartAsync();
        await scene.SetAsync("aws-api-key", Value);

        var summary = await scene.BuildAsync("qwak.log_param({'dsn': 'user:' + get('aws-api-key')})");

        Assert.Equal("failed", summary.GetProperty("status").GetString());
        Assert.Equal("user:[redacted:aws-api-key]", summary.GetProperty("parameters").GetProperty("dsn").GetString());
        Assert.DoesNotContain(Value, (await scene.NewestAsync()).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sys.exit(3)", 3, "exit code 3")]
    [InlineData("os.kill(os.getpid(), 9)", 137, "signal 9")]
    [InlineData("raise RuntimeError('no data')", 1, "exit code 1")]
    public async Task A_build_that_fails_says_how(string line, int exitCode, string reason)
    {
        await using var scene = await BuildScene.StartAsync();

        var summary = await scene.BuildAsync(line);

        Assert.Equal("failed", summary.GetProperty("status").GetString());
        Assert.Equal(exitCode, summary.GetProperty("exitCode").GetInt32());
        Assert.Contains(reason, summary.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal("failed", (await scene.NewestAsync()).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_build_ends_at_its_time_limit_with_all_that_it_started()
    {
        await using var scene = await BuildScene.StartAsync();

        var summary = await scene.BuildAsync("subprocess.Popen(['sleep', '300'])\ntime.sleep(300)", "--time-limit", "15");

        Assert.Equal("failed", summary.GetProperty("status").GetString());
        Assert.Contains("longer than 15 s", summary.GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_build_does_not_start_with_two_kinds_of_git_secrets_or_a_definition_without_a_value()
    {
        await using var scene = await BuildScene.StartAsync();

        var git = await scene.RunAsync("models", "build", "https://git.invalid/a.git", "--model-id", "m", "--git-credentials-secret", "a", "--git-secret-ssh", "b");
        var variable = await scene.RunAsync("models", "build", scene.Server.Folder, "--model-id", "m", "-E", "NOVALUE");

        Assert.Contains("Only one of git credentials secret or git secret ssh can be configured", git.Error, StringComparison.Ordinal);
        Assert.Contains("The environment variable definition passed NOVALUE is invalid. Format is \"KEY=VALUE\"", variable.Error, StringComparison.Ordinal);
        Assert.Equal((1, 1), (git.ExitCode, variable.ExitCode));
    }

    [Fact]
    public async Task A_build_takes_its_options_from_the_existing_commands_yaml_and_the_command_line_goes_before_it()
    {
        await using var scene = await BuildScene.StartAsync();
        await scene.SetAsync("cloud-token", "token-of-the-cloud-1");
        await scene.SetAsync("gcp-key", "key-of-the-account-9");
        scene.Write("print(os.environ['APP_TOKEN'], os.environ['PLAIN'], open(os.environ['GOOGLE_APPLICATION_CREDENTIALS']).read())");
        var file = Path.Combine(scene.Server.Folder, "build.yml");
        await File.WriteAllTextAsync(file, $"""
            build_env:
              docker:
                base_image: python:3.11
                env_vars:
                  - APP_TOKEN=secret.cloud-token
                  - PLAIN=from the file of $CALLERS_OWN
                service_account_key_secret_name: gcp-key
            build_properties:
              model_id: churn
              model_uri:
                uri: {scene.Model}
                main_dir: main
            """);

        var first = await scene.RunAsync("models", "build", "-f", file, "--output-folder", scene.OutputFolder, "--output", "json");
        var second = await scene.RunAsync(
            "models", "build", "-f", file, "--output-folder", scene.OutputFolder, "--model-id", "other", "-E", "PLAIN=from the command", "--output", "json");

        Assert.Equal(("churn", "other"), (BuildScene.Summary(first).GetProperty("modelId").GetString(), BuildScene.Summary(second).GetProperty("modelId").GetString()));
        Assert.Contains("\n[redacted:cloud-token] from the file of not for the build [redacted:gcp-key]\n", first.Error, StringComparison.Ordinal);
        Assert.Contains("\n[redacted:cloud-token] from the command [redacted:gcp-key]\n", second.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_is_followed_while_the_build_runs_and_to_its_end()
    {
        await using var scene = await BuildScene.StartAsync();
        await scene.SetAsync("aws-api-key", Value);
        var go = Path.Combine(scene.Server.Folder, "go");
        await using var building = scene.StartBuild(
            $"""
            print("first", get("aws-api-key"))
            while not os.path.exists("{go}"): time.sleep(0.05)
            print("last")
            """);
        Assert.True(await BuildScene.BecomesTrueAsync(() => Task.FromResult(building.Error.Contains("first", StringComparison.Ordinal)), 60), building.Error);
        var build = (await scene.NewestAsync()).GetProperty("buildId").GetString()!;

        await using var following = scene.Start("models", "builds", "logs", "--build-id", build, "--follow");
        Assert.True(await BuildScene.BecomesTrueAsync(() => Task.FromResult(following.Output.Contains("first [redacted:aws-api-key]\n", StringComparison.Ordinal)), 60), following.Error);
        await File.WriteAllTextAsync(go, "");
        var finished = await following.FinishAsync();

        Assert.Equal(0, finished.ExitCode);
        Assert.EndsWith("last\n", finished.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await building.FinishAsync()).ExitCode);
    }

    [Fact]
    public async Task A_secret_that_is_marked_as_not_sensitive_is_used_and_not_redacted()
    {
        await using var scene = await BuildScene.StartAsync();
        await scene.SetAsync("aws-api-key", Value);
        await scene.SetAsync("snowflake-user", "training-user");
        Assert.Equal(0, (await scene.RunAsync("secrets", "properties", "--name", "snowflake-user", "--not-sensitive")).ExitCode);

        var summary = await scene.BuildAsync("print(get('snowflake-user'), get('aws-api-key'))\nqwak.log_param({'user': get('snowflake-user')})");
        var ran = await scene.RunAsync("run", "--secret", "A=snowflake-user", "--secret", "B=aws-api-key", "--", "sh", "-c", "echo $A $B");

        Assert.Equal("succeeded", summary.GetProperty("status").GetString());
        Assert.Equal(["aws-api-key", "snowflake-user"], summary.GetProperty("usedSecrets").EnumerateArray().Select(used => used.GetProperty("name").GetString()));
        Assert.Contains("training-user [redacted:aws-api-key]\n", await scene.LogAsync(), StringComparison.Ordinal);
        Assert.Equal("training-user [redacted:aws-api-key]\n", ran.Output);
    }

    [Fact]
    public async Task A_build_makes_an_environment_of_the_given_interpreter_with_what_requirements_txt_asks_for()
    {
        await using var scene = await BuildScene.StartAsync();
        Directory.CreateDirectory(scene.Model);
        var python = Path.Combine(scene.Server.Folder, "chosen-python");
        await File.WriteAllTextAsync(python, "#!/bin/sh\ntouch \"$0.used\"\nexec python3 \"$@\"\n");
        File.SetUnixFileMode(python, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await File.WriteAllTextAsync(Path.Combine(scene.Model, "requirements.txt"), "./tiny-1.0-py3-none-any.whl\n");
        await using (var wheel = await ZipFile.OpenAsync(Path.Combine(scene.Model, "tiny-1.0-py3-none-any.whl"), ZipArchiveMode.Create))
        {
            await AddAsync(wheel, "tiny.py", "WORD = 'installed'\n");
            await AddAsync(wheel, "tiny-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n");
            await AddAsync(wheel, "tiny-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n");
            await AddAsync(wheel, "tiny-1.0.dist-info/RECORD", "");
        }

        var summary = await scene.BuildAsync("import tiny\nprint(tiny.WORD, sys.prefix != sys.base_prefix)", "--install", "--python", python);

        Assert.Equal("succeeded", summary.GetProperty("status").GetString());
        Assert.Contains("installed True\n", await scene.LogAsync(), StringComparison.Ordinal);
        Assert.True(File.Exists(python + ".used"));

        static async Task AddAsync(ZipArchive wheel, string name, string text)
        {
            await using var writer = new StreamWriter(await wheel.CreateEntry(name).OpenAsync());
            await writer.WriteAsync(text);
        }
    }

    [Fact]
    public async Task A_long_log_with_both_streams_arrives_whole_and_in_order()
    {
        await using var scene = await BuildScene.StartAsync();

        await scene.BuildAsync("for i in range(20000):\n    print(f'line {i} of the log, some words to make it longer')");
        var lines = (await scene.LogAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line.StartsWith("line", StringComparison.Ordinal)).ToList();

        Assert.Equal(Enumerable.Range(0, 20000).Select(i => $"line {i} of the log, some words to make it longer"), lines);
    }
}
