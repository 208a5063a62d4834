using System.Net.Http.Json;
using System.Text.Json;
using Qwak.Connectors.Tests.Snowflake;
using Qwak.EndToEnd.Tests.Builds;
using Qwak.EndToEnd.Tests.Processes;
using Qwak.FeatureStore.DataSources;

namespace Qwak.EndToEnd.Tests.Ui;

/// <summary>What the pages of builds and data sources show: two builds that ended, one that runs, and a source that can be sampled.</summary>
internal sealed class Scenery : IAsyncDisposable
{
    public const string Source = "pictured-warehouse";
    public const string Value = "scenery-Value-8Qm2x7";
    public const string Markup = "<script>alert('log')</script><img src=x onerror=alert(1)>";

    private readonly UiPlace _place;
    private readonly SnowflakeDouble _snowflake;
    private Command? _running;

    private Scenery(UiPlace place, SnowflakeDouble snowflake) => (_place, _snowflake) = (place, snowflake);

    public string Succeeded { get; private set; } = "";

    public string Failed { get; private set; } = "";

    public string Running { get; private set; } = "";

    private string Signal => Path.Combine(_place.Server.Folder, "go-on");

    public static async Task<Scenery> MakeAsync(UiPlace place)
    {
        var scenery = new Scenery(place, await SnowflakeDouble.StartAsync("pictured", Value));
        await place.SetAsync("warehouse-user", "pictured");
        await place.SetAsync("warehouse-password", Value);
        await place.SetAsync("model-token", "token-" + Value);
        foreach (var name in new[] { "warehouse-user", "warehouse-password" })
        {
            (await place.Rest.PutAsync($"/api/v1/environments/default/secrets/{name}/bindings/localhost%3A{scenery._snowflake.Port}", null)).EnsureSuccessStatusCode();
        }

        await scenery.RegisterAsync(Source, "Orders of the shop");
        var builds = BuildScene.On(place.Server);
        await builds.BuildAsync(
            $$"""
            print("The token is", get("model-token"))
            print("\033[31mred\033[0m {{Markup}}")
            print("on standard error", file=sys.stderr)
            import time; time.sleep(1) # Two streams have the order of their times only where those differ.
            for i in range(3000): print("line", i, "x" * 60)
            qwak.log_param({"source": "warehouse"})
            qwak.log_metric({"rows": 3})
            open(os.path.join(qwak.output_folder(), "model.bin"), "wb").write(b"model")
            """,
            "--secret", "model-token", "--secret", "warehouse-user");
        scenery.Succeeded = await scenery.NewestAsync();
        await using (var failing = builds.StartBuild("get('model-token'); print('about to fail'); raise ValueError('no rows')"))
        {
            await failing.FinishAsync(200);
        }

        scenery.Failed = await scenery.NewestAsync();
        scenery._running = builds.StartBuild(
            $$"""
            print("waiting for a signal", get("model-token"), flush=True)
            while not os.path.exists("{{scenery.Signal}}"): time.sleep(0.1)
            print("the signal came {{Markup}}", flush=True)
            """);
        Assert.True(await BuildScene.BecomesTrueAsync(async () => await scenery.NewestAsync() != scenery.Failed, 60), scenery._running.Error);
        scenery.Running = await scenery.NewestAsync();
        return scenery;
    }

    public async Task RegisterAsync(string name, string description)
    {
        var spec = SpecJson.Write(new SnowflakeSource(
            name: name, description: description, dateCreatedColumn: "CREATED", usernameSecretName: "warehouse-user", passwordSecretName: "warehouse-password",
            host: $"localhost:{_snowflake.Port}", database: "SHOP", schema: "PUBLIC", warehouse: "SMALL", table: "TYPES"));
        using var answer = await _place.Rest.PutAsJsonAsync($"/api/v1/environments/default/data-sources/{name}", new { spec });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Lets the running build come to its end.</summary>
    public Task GoOnAsync() => File.WriteAllTextAsync(Signal, "");

    public async ValueTask DisposeAsync()
    {
        await GoOnAsync();
        if (_running is not null)
        {
            await _running.DisposeAsync();
        }

        await _snowflake.DisposeAsync();
    }

    private async Task<string> NewestAsync() =>
        (await _place.Rest.GetFromJsonAsync<JsonElement>("/api/v1/builds?limit=1")).GetProperty("items")[0].GetProperty("buildId").GetString()!;
}
