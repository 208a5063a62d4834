using System.Net;
using System.Text.Json;
using Qwak.Server.Tests.Service;

namespace Qwak.Server.Tests.DataSources;

/// <summary>Sources of a real PostgreSQL server at the REST door: registered, tried, sampled, and with a password that is rotated.</summary>
public sealed class SamplingTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task Who_may_not_read_a_password_registers_tries_and_samples_a_source_that_uses_it()
    {
        var orders = await Orders.CreateAsync(server);
        var builder = await server.NewUserAsync("builder");
        (await builder.ReadAsync(orders.PasswordSecret)).Expect(HttpStatusCode.Forbidden, QwakErrorCodes.PermissionDenied);

        var tried = (await builder.PostAsync($"{Orders.Path}/validate", Orders.Body(orders.Source()))).Expect(HttpStatusCode.OK);
        Assert.True(tried.Json.GetProperty("valid").GetBoolean(), tried.Text);
        Assert.Equal(
            ["fields ok", "secrets ok", "connection ok", "data ok", "date_created_column ok"],
            tried.Json.GetProperty("checks").EnumerateArray().Select(c => $"{c.GetProperty("name").GetString()} {c.GetProperty("status").GetString()}"));
        var registered = (await builder.PutAsync($"{Orders.Path}/{orders.Name}", Orders.Body(orders.Source()))).Expect(HttpStatusCode.OK);
        Assert.Equal((1, builder.Name), (registered.Json.GetProperty("properties").GetProperty("version").GetInt32(), registered.Json.GetProperty("properties").GetProperty("owner").GetString()));

        var sample = (await builder.PostAsync($"{Orders.Path}/{orders.Name}/sample", new { rows = 2 })).Expect(HttpStatusCode.OK);
        Assert.Equal(
            ["id integer", "price decimal", "created_at instant", "detail nested", "note string"],
            sample.Json.GetProperty("columns").EnumerateArray().Select(c => $"{c.GetProperty("name").GetString()} {c.GetProperty("type").GetString()}"));
        Assert.Equal(
            """[[1,"12345678901234567890.0123456789","2026-01-02T03:04:05.678901Z",{"a":[1]},null],[2,"12345678901234567890.0123456789","2026-01-02T03:04:05.678901Z",{"a":[1]},"it's \"\\ ü 😀"]]""",
            JsonSerializer.Serialize(sample.Json.GetProperty("rows"), Relaxed)
                .Replace("\\uD83D\\uDE00", "😀", StringComparison.Ordinal));
        Assert.Equal(1000, await CountAsync(builder, $"{orders.Name}/sample", new { rows = 1000 }));
        Assert.Equal(10, await CountAsync(builder, "sample", Orders.Body(orders.Source())));

        var uses = (await server.Admin.GetAsync($"/api/v1/audit/events?name={orders.PasswordSecret}&action=secret.use&limit=10")).Items;
        Assert.All(uses, e => Assert.Equal(builder.Name, e.GetProperty("principal").GetString()));
        Assert.Equal(4, uses.Count);
    }

    [Fact]
    public async Task A_sample_is_a_parquet_file_for_who_asks_for_exactly_that()
    {
        var orders = await Orders.CreateAsync(server);
        var builder = await server.NewUserAsync("builder");
        (await builder.PutAsync($"{Orders.Path}/{orders.Name}", Orders.Body(orders.Source()))).Expect(HttpStatusCode.OK);

        foreach (var (path, body) in new (string, object)[] { ($"{orders.Name}/sample", new { rows = 2 }), ("sample", Orders.Body(orders.Source(), rows: 2)) })
        {
            var file = await AskAsync(path, body, "application/vnd.apache.parquet");
            Assert.Equal("application/vnd.apache.parquet", file.Type);
            Assert.Equal(
                ["id BIGINT", "price DECIMAL(30,10)", "created_at TIMESTAMP WITH TIME ZONE", "detail VARCHAR", "note VARCHAR"],
                ParquetReaders.Columns(file.Bytes));
            Assert.Equal(
                [
                    ["1", "12345678901234567890.0123456789", "2026-01-02 03:04:05.678901+00", "{\"a\": [1]}", null],
                    ["2", "12345678901234567890.0123456789", "2026-01-02 03:04:05.678901+00", "{\"a\": [1]}", "it's \"\\ ü 😀"],
                ],
                ParquetReaders.Rows(file.Bytes));
            Assert.Equal("application/json", (await AskAsync(path, body, "application/json, application/vnd.apache.parquet")).Type);
            Assert.Equal("application/json", (await AskAsync(path, body, "*/*")).Type);
        }

        Assert.Equal("application/problem+json", (await AskAsync("absent/sample", new { }, "application/vnd.apache.parquet")).Type);

        async Task<(string? Type, byte[] Bytes)> AskAsync(string path, object body, string accept)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"{Orders.Path}/{path}") { Content = TestUser.JsonBody(body) };
            request.Headers.Add("Accept", accept);
            using var answer = await builder.SendRawAsync(request);
            return (answer.Content.Headers.ContentType?.MediaType, await answer.Content.ReadAsByteArrayAsync());
        }
    }

    [Fact]
    public async Task What_fails_is_named_by_check_and_in_the_answer_of_a_sample()
    {
        var orders = await Orders.CreateAsync(server);
        var missing = $"{orders.Name}-missing";
        await ExpectAsync(orders.Source(password: missing), "secrets", missing);
        await ExpectAsync(orders.Source($"jdbc:postgresql://localhost:{Orders.Port}/nowhere"), "connection", "nowhere");
        await ExpectAsync(orders.Source(table: "absent"), "data", "absent");
        await ExpectAsync(orders.Source(query: "selekt 1"), "data", "query");
        await ExpectAsync(orders.Source(date: "absent_date"), "date_created_column", "absent_date");
        (await server.Admin.SetAsync(orders.PasswordSecret, "wrong")).Expect(HttpStatusCode.OK);
        await ExpectAsync(orders.Source(), "connection", "");

        var failed = (await server.Admin.PostAsync($"{Orders.Path}/sample", Orders.Body(orders.Source())));
        failed.Expect(HttpStatusCode.UnprocessableEntity, QwakErrorCodes.SourceFailed);
        var last = (await server.Admin.GetAsync($"/api/v1/audit/events?action=data-source.sample&name={orders.Name}&limit=1")).Items[0];
        Assert.Equal("source_failed:Login", last.GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task A_password_is_rotated_under_load_without_a_failed_sample_after_the_switch()
    {
        var orders = await Orders.CreateAsync(server);
        var builder = await server.NewUserAsync("builder");
        (await builder.PutAsync($"{Orders.Path}/{orders.Name}", Orders.Body(orders.Source()))).Expect(HttpStatusCode.OK);
        using var stop = new CancellationTokenSource();
        var (turn, settled) = (0, 0); // An odd turn is a rotation.
        var load = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var began = Volatile.Read(ref turn);
                var answer = await builder.PostAsync($"{Orders.Path}/{orders.Name}/sample", new { rows = 5 });
                if (began % 2 == 0 && began == Volatile.Read(ref turn))
                {
                    answer.Expect(HttpStatusCode.OK);
                    Interlocked.Increment(ref settled);
                }
            }
        })).ToList();
        await UntilAsync(() => Volatile.Read(ref settled) >= 10);
        for (var rotation = 0; rotation < 3; rotation++)
        {
            Interlocked.Increment(ref turn);
            await orders.RotateAsync();
            Interlocked.Increment(ref turn);
            var from = Volatile.Read(ref settled);
            await UntilAsync(() => Volatile.Read(ref settled) >= from + 20);
        }

        await stop.CancelAsync();
        await Task.WhenAll(load);
        Assert.InRange(settled, 70, int.MaxValue);
    }

    [Fact]
    public async Task A_source_without_a_connector_is_registered_and_says_so()
    {
        var name = server.NewName("bigquery");
        (await server.Admin.SetAsync($"{name}-key", "e30=")).Expect(HttpStatusCode.OK);
        var source = new FeatureStore.DataSources.BigQuerySource(name, "", "at", $"{name}-key", dataset: "shop", table: "orders");
        var tried = (await server.Admin.PostAsync($"{Orders.Path}/validate", Orders.Body(source))).Expect(HttpStatusCode.OK);
        Assert.True(tried.Json.GetProperty("valid").GetBoolean());
        Assert.Contains("No connector opens", tried.Text, StringComparison.Ordinal);
        (await server.Admin.PutAsync($"{Orders.Path}/{name}", Orders.Body(source))).Expect(HttpStatusCode.OK);
        (await server.Admin.PostAsync($"{Orders.Path}/{name}/sample", new { rows = 1 })).Expect(HttpStatusCode.UnprocessableEntity, QwakErrorCodes.SourceFailed);
    }

    private async Task ExpectAsync(FeatureStore.DataSources.DataSource source, string check, string text)
    {
        var tried = (await server.Admin.PostAsync($"{Orders.Path}/validate", Orders.Body(source))).Expect(HttpStatusCode.OK);
        var failed = Assert.Single(tried.Json.GetProperty("checks").EnumerateArray(), c => c.GetProperty("status").GetString() == "failed");
        Assert.True(check == failed.GetProperty("name").GetString(), tried.Text);
        Assert.Contains(text, failed.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    private static async Task<int> CountAsync(TestUser user, string path, object body) =>
        (await user.PostAsync($"{Orders.Path}/{path}", body)).Expect(HttpStatusCode.OK).Json.GetProperty("rows").GetArrayLength();

    private static async Task UntilAsync(Func<bool> isSo)
    {
        for (var i = 0; i < 1200 && !isSo(); i++)
        {
            await Task.Delay(50);
        }

        Assert.True(isSo(), "It did not come to that in a minute.");
    }
}
