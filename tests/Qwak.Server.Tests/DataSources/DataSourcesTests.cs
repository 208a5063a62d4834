using System.Net;
using System.Text.Json;
using Grpc.Core;
using Qwak.FeatureStore.DataSources;
using Qwak.Server.Tests.Service;
using Qwak.Wire.FeaturesOperator;
using Qwak.Wire.Sources;

namespace Qwak.Server.Tests.DataSources;

/// <summary>Definitions and trials at both doors.</summary>
public sealed class DataSourcesTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task A_definition_goes_round_both_doors_with_the_fields_of_a_newer_client()
    {
        var orders = await Orders.CreateAsync(server);
        var spec = orders.Source().ToSpec();
        var newer = DataSourceSpec.Parser.ParseFrom([.. Google.Protobuf.MessageExtensions.ToByteArray(spec), 0xA2, 0x06, 0x03, 0x6E, 0x65, 0x77]);
        var made = await server.Admin.Sources.CreateDataSourceAsync(new() { DataSourceSpec = newer }, server.Admin.Headers());
        var id = made.DataSource.DataSourceDefinition.DataSourceId;
        Assert.Equal(newer, made.DataSource.DataSourceDefinition.DataSourceSpec);
        Assert.Equal(("admin", "default"), (made.DataSource.Metadata.CreatedBy, made.DataSource.Metadata.EnvironmentId));
        await Refused.WithAsync(
            StatusCode.AlreadyExists, QwakErrorCodes.AlreadyExists,
            server.Admin.Sources.CreateDataSourceAsync(new() { DataSourceSpec = newer }, server.Admin.Headers()));

        var byName = await server.Admin.Sources.GetDataSourceByNameAsync(new() { DataSourceName = orders.Name }, server.Admin.Headers());
        var byId = await server.Admin.Sources.GetDataSourceByIdAsync(new() { DataSourceId = id }, server.Admin.Headers());
        Assert.Equal(newer, byName.DataSource.DataSourceDefinition.DataSourceSpec);
        Assert.Equal(byName.DataSource, byId.DataSource);
        Assert.Contains(byName.DataSource, (await server.Admin.Sources.ListDataSourcesAsync(new(), server.Admin.Headers())).DataSources);
        Assert.Contains(byName.DataSource, (await server.Admin.Sources.ListDataSourcesByAccountAsync(new(), server.Admin.Headers())).DataSources);

        var shown = (await server.Admin.GetAsync($"{Orders.Path}/{orders.Name}")).Expect(HttpStatusCode.OK);
        Assert.Equal(JsonSerializer.Serialize(SpecJson.Write(orders.Source())), JsonSerializer.Serialize(shown.Json.GetProperty("spec")));
        Assert.Contains((await server.Admin.GetAsync($"{Orders.Path}?limit=1000")).Items, item => item.GetProperty("name").GetString() == orders.Name);

        var changed = await server.Admin.Sources.UpdateDataSourceAsync(
            new() { DataSourceId = id, DataSourceSpec = orders.Source(query: "SELECT 1 AS created_at").ToSpec() }, server.Admin.Headers());
        Assert.Equal(id, changed.DataSource.DataSourceDefinition.DataSourceId);
        await server.Admin.Sources.DeleteDataSourceAsync(new() { DataSourceId = id }, server.Admin.Headers());
        await Refused.WithAsync(
            StatusCode.NotFound, QwakErrorCodes.NotFound,
            server.Admin.Sources.GetDataSourceByNameAsync(new() { DataSourceName = orders.Name }, server.Admin.Headers()));
    }

    [Fact]
    public async Task The_existing_client_asks_for_a_validation_and_asks_again_for_its_result()
    {
        var orders = await Orders.CreateAsync(server);
        var builder = await server.NewUserAsync("builder");
        var started = await builder.FeaturesOperator.ValidateDataSourceAsync(
            new() { DataSourceSpec = orders.Source().ToSpec(), NumSamples = 3 }, builder.Headers());
        await Refused.WithAsync(
            StatusCode.NotFound, QwakErrorCodes.NotFound,
            server.Admin.FeaturesOperator.GetValidationResultAsync(new() { RequestId = started.RequestId }, server.Admin.Headers()));
        var good = (await ResultAsync(builder, started.RequestId)).SuccessResponse;
        Assert.Equal(["id int64", "price object", "created_at object", "detail object", "note object"], good.PandasColumnDescriptions.Select(c => $"{c.ColumnName} {c.PandasType}"));
        Assert.StartsWith("'{\"id\":{\"0\":1,\"1\":2,\"2\":3},", good.Sample, StringComparison.Ordinal);

        var wrong = await builder.FeaturesOperator.ValidateDataSourceAsync(
            new() { DataSourceSpec = orders.Source(table: "absent").ToSpec(), NumSamples = 3 }, builder.Headers());
        var failed = (await ResultAsync(builder, wrong.RequestId)).FailureResponse;
        Assert.Equal("data", failed.Phase);
        Assert.Contains("absent", failed.ErrorMessage, StringComparison.Ordinal);
        foreach (var rows in new[] { 0, -1, 1001 })
        {
            await Refused.WithAsync(
                StatusCode.InvalidArgument, QwakErrorCodes.InvalidValue,
                builder.FeaturesOperator.ValidateDataSourceAsync(new() { DataSourceSpec = orders.Source().ToSpec(), NumSamples = rows }, builder.Headers()));
        }
    }

    [Fact]
    public async Task Missing_and_forbidden_sources_are_the_same_answer()
    {
        var orders = await Orders.CreateAsync(server);
        (await server.Admin.PutAsync($"{Orders.Path}/{orders.Name}", Orders.Body(orders.Source()))).Expect(HttpStatusCode.OK);
        var stranger = await server.NewUserAsync("reader");
        (await server.Admin.DeleteAsync($"/api/v1/role-assignments/{stranger.Name}/*")).Expect(HttpStatusCode.NoContent);
        foreach (var (method, path, body) in new[] { ("GET", "", null), ("DELETE", "", null), ("POST", "/sample", "{\"rows\":1}") })
        {
            var forbidden = await AnswerAsync(stranger, method, orders.Name + path, body);
            Assert.Equal(forbidden, await AnswerAsync(stranger, method, $"{orders.Name}-absent" + path, body));
            Assert.Equal(forbidden, await AnswerAsync(server.Admin, method, $"{orders.Name}-absent" + path, body));
            Assert.StartsWith("404", forbidden, StringComparison.Ordinal);
        }

        Assert.Empty((await stranger.GetAsync(Orders.Path)).Expect(HttpStatusCode.OK).Items);
    }

    [Theory]
    [InlineData("{\"spec\":{}}")]
    [InlineData("{\"spec\":{\"batchSource\":{\"name\":\"a\"}}}")]
    [InlineData("{\"spec\":{\"batchSource\":{\"name\":\"some-source\",\"nonsense\":\"s3cret-marker\"}}}")]
    [InlineData("{\"spec\":{\"batchSource\":{\"name\":\"some-source\",\"jdbcSource\":{\"dbTable\":\"t\",\"redshiftSource\":{\"accessKeyId\":\"s3cret-marker\"}}}}}")]
    public async Task What_is_no_definition_is_refused_and_not_repeated(string body)
    {
        foreach (var answer in new[]
        {
            await server.Admin.PutAsync($"{Orders.Path}/some-source", body), await server.Admin.PostAsync($"{Orders.Path}/sample", body),
        })
        {
            answer.Expect(HttpStatusCode.BadRequest, QwakErrorCodes.InvalidValue);
            Assert.DoesNotContain("s3cret-marker", answer.Text, StringComparison.Ordinal);
        }

        var tried = (await server.Admin.PostAsync($"{Orders.Path}/validate", body)).Expect(HttpStatusCode.OK);
        Assert.False(tried.Json.GetProperty("valid").GetBoolean());
        Assert.DoesNotContain("s3cret-marker", tried.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_in_use_is_deleted_only_by_force()
    {
        var orders = await Orders.CreateAsync(server);
        (await server.Admin.PutAsync($"{Orders.Path}/{orders.Name}", Orders.Body(orders.Source()))).Expect(HttpStatusCode.OK);
        var path = $"/api/v1/environments/default/secrets/{orders.PasswordSecret}";
        Assert.Contains(orders.Name, (await server.Admin.DeleteAsync(path)).Expect(HttpStatusCode.Conflict, QwakErrorCodes.InUse).Detail, StringComparison.Ordinal);
        await Refused.WithAsync(
            StatusCode.FailedPrecondition, QwakErrorCodes.InUse,
            server.Admin.Edge.DeleteSecretAsync(new() { Name = orders.PasswordSecret }, server.Admin.Headers()));
        (await server.Admin.DeleteAsync($"{path}?force=true")).Expect(HttpStatusCode.NoContent);
    }

    private static async Task<GetValidationResultResponse> ResultAsync(TestUser user, string id)
    {
        for (var i = 0; i < 600; i++)
        {
            var answer = await user.FeaturesOperator.GetValidationResultAsync(new() { RequestId = id }, user.Headers());
            if (answer.TypeCase != GetValidationResultResponse.TypeOneofCase.NotReadyResponse)
            {
                return answer;
            }

            await Task.Delay(50);
        }

        throw new TimeoutException("No result within 30 seconds.");
    }

    private static async Task<string> AnswerAsync(TestUser user, string method, string path, string? body)
    {
        var answer = await user.SendAsync(new HttpMethod(method), $"{Orders.Path}/{path}", body is null ? null : TestUser.JsonBody(body));
        return $"{answer.Status} {answer.Code} {answer.Detail}";
    }
}
