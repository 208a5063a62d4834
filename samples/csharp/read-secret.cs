// Fetches a credential in the build of a model. Run: dotnet run samples/csharp/read-secret.cs -- aws-api-key
#:project ../../src/Qwak.Sdk/Qwak.Sdk.csproj
#:property PublishAot=false

using System.Text.Json.Nodes;
using Qwak;
using Qwak.Clients.SecretService;

try
{
    await new TestModel(args is [var name] ? name : "aws-api-key").BuildAsync(CancellationToken.None);
    return 0;
}
catch (QwakException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}

internal sealed class TestModel(string secretName) : QwakModel
{
    public override async Task BuildAsync(CancellationToken cancellationToken)
    {
        using var secretService = new SecretServiceClient();
        using var apiKey = await secretService.GetSecretAsync(secretName, cancellationToken);

        // Only its length: what is printed here ends up in the build log.
        Console.WriteLine($"Fetched '{secretName}': {apiKey.Reveal().EnumerateRunes().Count()} code points.");
    }

    public override Task<JsonNode?> PredictAsync(JsonNode? df, CancellationToken cancellationToken) => Task.FromResult(df);
}
