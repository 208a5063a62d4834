using Grpc.Core;
using Qwak.Clients.SecretService;
using Qwak.Sdk.Tests.Service;

namespace Qwak.Sdk.Tests.Clients;

public sealed class SecretTests
{
    [Theory]
    [InlineData("")]
    [InlineData("  =:\"$ line\nline\r\n żółw 🐢 ")]
    public async Task A_value_is_set_read_and_deleted_unchanged(string text)
    {
        await using var scene = await Scene.StartAsync();
        await scene.Client.SetSecretAsync("aws-api-key", text);
        Assert.Equal(text, scene.Service.Secrets["aws-api-key"]);
        using (var value = await scene.Client.GetSecretAsync("aws-api-key"))
        {
            Assert.Equal(text, value.Reveal());
        }

        await scene.Client.DeleteSecretAsync("aws-api-key");
        Assert.Empty(scene.Service.Secrets);
    }

    [Fact]
    public async Task A_mebibyte_travels_both_ways()
    {
        await using var scene = await Scene.StartAsync();
        using var large = SecretValue.FromString(new string('x', 1024 * 1024));
        await scene.Client.SetSecretAsync("large", large);
        using var back = await scene.Client.GetSecretAsync("large");
        Assert.Equal(large, back);
    }

    [Fact]
    public async Task A_set_on_a_condition_says_which_and_tells_what_came_of_it()
    {
        await using var scene = await Scene.StartAsync();
        using var value = SecretValue.FromString("v");
        var set = await scene.Client.SetSecretAsync("abc", value, new SetSecretOptions { ExpectedVersion = 3 });
        Assert.Equal("3", scene.Service.Single("/SetSecret").Header("x-qwak-expected-version"));
        Assert.Equal(new SetSecretResult(4, Unchanged: true), set);
    }

    [Fact]
    public async Task The_environment_goes_along_as_a_header()
    {
        await using var scene = await Scene.StartAsync();
        scene.Service.Secrets["abc"] = "v";
        var options = scene.Options();
        options.Environment = "production";
        using var value = await scene.NewClient(options).GetSecretAsync("abc");
        Assert.Equal("production", scene.Service.Single("/GetSecret").Header("x-qwak-environment"));
    }

    [Fact]
    public async Task A_missing_secret_has_the_texts_of_the_existing_client()
    {
        await using var scene = await Scene.StartAsync();
        var get = await Assert.ThrowsAsync<QwakException>(() => scene.Client.GetSecretAsync("nope"));
        Assert.Equal("Secret [nope] not found", get.Message);
        Assert.Equal((QwakErrorCodes.NotFound, StatusCode.NotFound), (get.Code, get.StatusCode));
        var delete = await Assert.ThrowsAsync<QwakException>(() => scene.Client.DeleteSecretAsync("nope"));
        Assert.Equal("Failed to delete secret, name: [nope], error is [Secret not found]", delete.Message);
        Assert.Equal((QwakErrorCodes.NotFound, StatusCode.NotFound), (delete.Code, delete.StatusCode));
    }

    [Theory]
    [InlineData(StatusCode.InvalidArgument, "INVALID_ARGUMENT", QwakErrorCodes.InvalidValue)]
    [InlineData(StatusCode.PermissionDenied, "PERMISSION_DENIED", QwakErrorCodes.PermissionDenied)]
    [InlineData(StatusCode.AlreadyExists, "ALREADY_EXISTS", QwakErrorCodes.AlreadyExists)]
    [InlineData(StatusCode.ResourceExhausted, "RESOURCE_EXHAUSTED", QwakErrorCodes.RateLimited)]
    [InlineData(StatusCode.Aborted, "ABORTED", QwakErrorCodes.VersionConflict)]
    [InlineData(StatusCode.FailedPrecondition, "FAILED_PRECONDITION", QwakErrorCodes.Unknown)]
    [InlineData(StatusCode.OutOfRange, "OUT_OF_RANGE", QwakErrorCodes.Unknown)]
    [InlineData(StatusCode.Unimplemented, "UNIMPLEMENTED", QwakErrorCodes.Unknown)]
    [InlineData(StatusCode.Cancelled, "CANCELLED", QwakErrorCodes.Unknown)]
    [InlineData(StatusCode.DataLoss, "DATA_LOSS", QwakErrorCodes.Unknown)]
    [InlineData(StatusCode.Unknown, "UNKNOWN", QwakErrorCodes.Unknown)]
    public async Task A_refusal_is_not_repeated_and_has_its_text_and_code(StatusCode status, string printed, string code)
    {
        await using var scene = await Scene.StartAsync();
        scene.Fail(status, "the details", times: 3);
        var get = await Assert.ThrowsAsync<QwakException>(() => scene.Client.GetSecretAsync("abc"));
        var set = await Assert.ThrowsAsync<QwakException>(() => scene.Client.SetSecretAsync("abc", "s3cret"));
        var delete = await Assert.ThrowsAsync<QwakException>(() => scene.Client.DeleteSecretAsync("abc"));

        Assert.Equal(
            $"Failed to get secret, name: [abc], error code is [StatusCode.{printed}], error message is [the details]", get.Message);
        Assert.Equal($"Failed to set secret, name: [abc], error code is [StatusCode.{printed}], error is [the details]", set.Message);
        Assert.Equal("Failed to delete secret, name: [abc], error is [the details]", delete.Message);
        Assert.All([get, set, delete], e => Assert.Equal((code, status), (e.Code, e.StatusCode)));
        Assert.All([get, set, delete], e => Assert.DoesNotContain("s3cret", e.ToString(), StringComparison.Ordinal));
        Assert.Equal((1, 1, 1), (scene.Service.CallsOf("/GetSecret"), scene.Service.CallsOf("/SetSecret"), scene.Service.CallsOf("/DeleteSecret")));
    }

    [Fact]
    public async Task The_services_own_code_is_preferred()
    {
        await using var scene = await Scene.StartAsync();
        scene.Fail(StatusCode.InvalidArgument, trailers: ("x-qwak-code", QwakErrorCodes.InvalidName));
        scene.Fail(StatusCode.NotFound, "which environment?", trailers: ("x-qwak-code", QwakErrorCodes.UnknownEnvironment));
        var e = await Assert.ThrowsAsync<QwakException>(() => scene.Client.GetSecretAsync("A_B"));
        Assert.Equal(QwakErrorCodes.InvalidName, e.Code);
        e = await Assert.ThrowsAsync<QwakException>(() => scene.Client.GetSecretAsync("abc"));
        Assert.Equal(QwakErrorCodes.UnknownEnvironment, e.Code);
        Assert.Contains("which environment?", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_credential_is_in_an_exception_or_an_address()
    {
        await using var scene = await Scene.StartAsync();
        scene.Fail(StatusCode.PermissionDenied);
        var e = await Assert.ThrowsAsync<QwakException>(() => scene.Client.SetSecretAsync("abc", "s3cret"));
        Assert.DoesNotContain("s3cret", e.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(FakeService.ApiKey, e.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Bearer", e.ToString(), StringComparison.Ordinal);
        Assert.All(scene.Service.Calls, call => Assert.DoesNotContain("@", call.Path + call.Query, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Half_a_surrogate_pair_never_leaves_the_client()
    {
        await using var scene = await Scene.StartAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => scene.Client.SetSecretAsync("abc", "x\udc00"));
        Assert.Empty(scene.Service.Calls);
    }
}
