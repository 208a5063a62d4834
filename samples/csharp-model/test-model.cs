// A model that fetches a credential in its build, and again when it is served.
#:project ../../src/Qwak.Sdk/Qwak.Sdk.csproj
#:property PublishAot=false

using System.Text.Json.Nodes;
using Qwak;
using Qwak.Clients.SecretService;

return await QwakModelHost.RunAsync(new TestModel(), args);

internal sealed class TestModel : QwakModel
{
    private bool _hasCredential;

    public override async Task BuildAsync(CancellationToken cancellationToken)
    {
        // The credential is fetched where it is used: it is neither stored in the model nor in its artifacts.
        using var secretService = new SecretServiceClient();
        using var apiKey = await secretService.GetSecretAsync("aws-api-key", cancellationToken);
        var rows = apiKey.Reveal().Length; // Stands for data that was loaded with the credential.
        QwakBuild.LogParam("source", "warehouse");
        QwakBuild.LogMetric("rows", rows);
        await File.WriteAllTextAsync(Path.Combine(QwakBuild.OutputFolder, "model.json"), $"{{\"rows\": {rows}}}", cancellationToken);
        Console.WriteLine($"Trained with {rows} rows; even a careless print is redacted: {apiKey.Reveal()}");
    }

    public override async Task InitializeModelAsync(CancellationToken cancellationToken)
    {
        using var secretService = new SecretServiceClient();
        using var apiKey = await secretService.GetSecretAsync("aws-api-key", cancellationToken);
        _hasCredential = apiKey.Reveal().Length > 0;
    }

    public override Task<JsonNode?> PredictAsync(JsonNode? df, CancellationToken cancellationToken) =>
        Task.FromResult<JsonNode?>(new JsonObject { ["prediction"] = df?.AsArray().Count ?? 0, ["has_credential"] = _hasCredential });
}
