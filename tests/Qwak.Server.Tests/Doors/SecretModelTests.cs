using System.Net;
using System.Text.Json;
using Grpc.Core;
using Qwak.Core.Tests.Secrets;
using Qwak.Core.Tests.Service;
using Qwak.Server.Tests.Service;

namespace Qwak.Server.Tests.Doors;

/// <summary>The life of a secret at random through every door, beside its model, on SQLite.</summary>
public sealed class SecretModelTests(ServerFixture server) : SecretModelSuite(server), IClassFixture<ServerFixture>;

/// <summary>The same on PostgreSQL.</summary>
public sealed class SecretModelOnPostgreSqlTests(PostgreSqlServerFixture fixture) : SecretModelSuite(fixture.Server), IClassFixture<PostgreSqlServerFixture>;

/// <summary>A name lives through each sequence, which is its seed; several at a time, so that they share commits.</summary>
public abstract class SecretModelSuite(ServerFixture server)
{
    private const int Steps = 20;

    private static int Sequences => FullRun.Count(usual: 6, full: 10_000);

    [Fact]
    public Task Through_every_door_a_secret_does_what_its_model_does() =>
        Parallel.ForAsync(0, Sequences, new ParallelOptions { MaxDegreeOfParallelism = 16 }, (seed, _) => new ValueTask(RunAsync(seed)));

    private async Task RunAsync(int seed)
    {
        var (chance, steps) = (new Chance(seed), new List<string>());
        var (model, name) = (new SecretModel(keptVersions: 10, TimeSpan.FromDays(7)), server.NewName("model"));
        for (var step = 0; step < Steps; step++)
        {
            var (what, expected, actual) = await StepAsync(chance, model, name, DateTimeOffset.UnixEpoch.AddDays(step));
            steps.Add($"{what}: {expected}");
            Check(expected, actual);
            Check(model.Get(null), await RestValueAsync(name, null));
            Check(model.Get(null), await EdgeAsync(async () => await server.Admin.ReadAtEdgeAsync(name), "<not_found>"));
            var number = 1 + chance.Next(6);
            Check(model.Get(number), await RestValueAsync(name, number));
            Check(model.Versions(), await VersionsAsync(name));
        }

        void Check(string expected, string actual) =>
            Assert.True(expected == actual, $"Seed {seed}: '{actual}' in place of '{expected}' after the last of these steps.\n{string.Join('\n', steps)}");
    }

    private async Task<(string What, string Expected, string Actual)> StepAsync(Chance chance, SecretModel model, string name, DateTimeOffset now)
    {
        var path = Path(name);
        switch (chance.Next(9))
        {
            case < 4:
                var (value, expected, door) = ($"value {chance.Next(3)}", chance.Next(3) == 0 ? chance.Next(6) : (int?)null, chance.Next(3));
                var set = door switch
                {
                    0 => await RestSetAsync(name, value, expected),
                    1 => await GrpcSetAsync(headers => server.Admin.Edge.SetSecretAsync(new() { Name = name, Value = value }, headers), expected),
                    _ => await GrpcSetAsync(
                        headers => server.Admin.Admiral.SetEnvironmentSecretAsync(
                            new()
                            {
                                Options = new()
                                {
                                    Identifier = new() { Name = name, EnvironmentId = "default" }, Spec = new() { Value = value },
                                },
                            },
                            headers),
                        expected),
                };
                return ($"set '{value}' if {expected} at door {door}", model.Set(value, expected), set);
            case 4 or 5:
                var deleted = chance.Next(2) == 0
                    ? Code(await server.Admin.DeleteAsync(path))
                    : await EdgeAsync(async () => (await server.Admin.Edge.DeleteSecretAsync(new() { Name = name }, server.Admin.Headers())) is null ? "" : "ok", "not_found");
                return ("delete", model.Delete(now), deleted);
            case 6 or 7:
                int[]? versions = chance.Next(2) == 0 ? null : [1 + chance.Next(4), 1 + chance.Next(4)];
                var restored = await server.Admin.PostAsync($"{path}/restore", versions is null ? new { } : new { versions });
                return ($"restore {versions?.Length}", model.Restore(versions), restored.Status == 200 ? $"{restored.Json.GetProperty("version")}" : Code(restored));
            default:
                return ("purge", model.Purge(), Code(await server.Admin.DeleteAsync($"{path}?purge=true")));
        }
    }

    private async Task<string> RestSetAsync(string name, string value, int? expectedVersion)
    {
        var answer = await server.Admin.PutAsync(Path(name), expectedVersion is null ? new { value } : new { value, expectedVersion });
        return answer.Status == 200
            ? $"{answer.Json.GetProperty("version")} {(answer.Json.GetProperty("unchanged").GetBoolean() ? "unchanged" : "new")}"
            : Code(answer);
    }

    private async Task<string> GrpcSetAsync<T>(Func<Metadata, AsyncUnaryCall<T>> set, int? expectedVersion)
    {
        var headers = server.Admin.Headers();
        if (expectedVersion is not null)
        {
            headers.Add("x-qwak-expected-version", $"{expectedVersion}");
        }

        using var call = set(headers);
        try
        {
            await call;
            var trailers = call.GetTrailers();
            return $"{trailers.GetValue("x-qwak-version")} {(trailers.GetValue("x-qwak-unchanged") == "true" ? "unchanged" : "new")}";
        }
        catch (RpcException e)
        {
            return e.Trailers.GetValue("x-qwak-code")!;
        }
    }

    private static async Task<string> EdgeAsync(Func<Task<string>> call, string missing)
    {
        try
        {
            return await call();
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return missing;
        }
    }

    private async Task<string> RestValueAsync(string name, int? version)
    {
        var answer = await server.Admin.GetAsync($"{Path(name)}/value{(version is null ? "" : $"?version={version}")}");
        return answer.Status == 200 ? answer.Member("value") : $"<{answer.Code}>";
    }

    private async Task<string> VersionsAsync(string name)
    {
        var answer = await server.Admin.GetAsync($"{Path(name)}/versions");
        return answer.Status == 200 ? string.Join(' ', answer.Items.Select(v => $"{v.GetProperty("version")}:{State(v)}")) : Code(answer);
    }

    private static string State(JsonElement version)
    {
        var state = version.GetProperty("state").GetString()!;
        return char.ToUpperInvariant(state[0]) + state[1..];
    }

    private static string Code(RestAnswer answer) => answer.Response.StatusCode == HttpStatusCode.NoContent ? "ok" : answer.Code!;

    private static string Path(string name) => $"/api/v1/environments/default/secrets/{name}";
}
