using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Qwak.Connectors.Tests.S3;
using Qwak.Core.Encryption.Seals;

namespace Qwak.Core.Tests.Encryption.Seals;

/// <summary>
/// AWS KMS as its wire has it: JSON 1.1 over POST, named by X-Amz-Target, each request signed (SigV4, computed anew here). It keeps its
/// keys to itself, as KMS does, and fails in KMS's words when it is told to.
/// </summary>
internal sealed class KmsDouble : IAsyncDisposable
{
    public const string AccessKey = "AKIAQWAKTESTS";
    public const string Region = "eu-west-1";

    private const string SecretKey = "the secret key of the tests";
    private readonly Dictionary<string, byte[]> _keys = [];
    private WebApplication _app = null!;

    /// <summary>The failures to come, one for each request: a status and a type of KMS's.</summary>
    public Queue<(int Status, string Type)> Failures { get; } = new();

    public bool Hangs { get; set; }

    /// <summary>What each request asked for: the action and its encryption context.</summary>
    public List<(string Action, Dictionary<string, string> Context)> Requests { get; } = [];

    public string Endpoint { get; private set; } = "";

    public static async Task<KmsDouble> StartAsync()
    {
        // The SDK looks here first.
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", AccessKey);
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", SecretKey);
        var started = new KmsDouble();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        started._app = builder.Build();
        started._app.Run(started.AnswerAsync);
        await started._app.StartAsync();
        started.Endpoint = started._app.Urls.Single();
        return started;
    }

    /// <summary>Makes a key, and names it.</summary>
    public SealOptions NewKey()
    {
        var arn = $"arn:aws:kms:{Region}:111122223333:key/{RandomId.New()}";
        _keys[arn] = RandomNumberGenerator.GetBytes(32);
        return new SealOptions { Kms = KmsOptions.Parse(arn, Endpoint) };
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        var body = await JsonSerializer.DeserializeAsync<JsonElement>(http.Request.Body);
        var action = http.Request.Headers["X-Amz-Target"].ToString();
        if (Hangs)
        {
            await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return;
        }

        if (AwsSignature.Of(http.Request) is not { AccessKey: AccessKey, Region: Region } signature || !signature.IsOf(SecretKey))
        {
            await FailAsync(http, 400, "InvalidSignatureException");
            return;
        }

        var context = body.GetProperty("EncryptionContext").EnumerateObject().ToDictionary(pair => pair.Name, pair => pair.Value.GetString()!);
        lock (Requests)
        {
            Requests.Add((action, context));
        }

        if (Failures.TryDequeue(out var failure))
        {
            await FailAsync(http, failure.Status, failure.Type);
        }
        else if (http.Request.Method != "POST" || http.Request.ContentType != "application/x-amz-json-1.1" || !action.StartsWith("TrentService.", StringComparison.Ordinal))
        {
            await FailAsync(http, 404, "UnknownOperationException");
        }
        else if (!_keys.TryGetValue(body.GetProperty("KeyId").GetString()!, out var key))
        {
            await FailAsync(http, 400, "NotFoundException");
        }
        else
        {
            await UseAsync(http, action, body, key, Encoding.UTF8.GetBytes(string.Join('\n', context.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"))));
        }
    }

    private static async Task UseAsync(HttpContext http, string action, JsonElement body, byte[] key, byte[] context)
    {
        using var aes = new AesGcm(key, 16);
        var keyId = body.GetProperty("KeyId").GetString();
        if (action == "TrentService.Encrypt")
        {
            var plaintext = body.GetProperty("Plaintext").GetBytesFromBase64();
            var blob = new byte[12 + plaintext.Length + 16];
            RandomNumberGenerator.Fill(blob.AsSpan(0, 12));
            aes.Encrypt(blob.AsSpan(0, 12), plaintext, blob.AsSpan()[12..^16], blob.AsSpan()[^16..], context);
            await AnswerAsync(http, 200, new { KeyId = keyId, CiphertextBlob = blob, EncryptionAlgorithm = "SYMMETRIC_DEFAULT" });
            return;
        }

        var sealedKey = body.GetProperty("CiphertextBlob").GetBytesFromBase64();
        var opened = new byte[sealedKey.Length - 28];
        try
        {
            aes.Decrypt(sealedKey.AsSpan(0, 12), sealedKey.AsSpan()[12..^16], sealedKey.AsSpan()[^16..], opened, context);
        }
        catch (AuthenticationTagMismatchException)
        {
            await FailAsync(http, 400, "InvalidCiphertextException");
            return;
        }

        await AnswerAsync(http, 200, new { KeyId = keyId, Plaintext = opened, EncryptionAlgorithm = "SYMMETRIC_DEFAULT" });
    }

    private static Task FailAsync(HttpContext http, int status, string type) =>
        AnswerAsync(http, status, new { __type = type, message = "What KMS says more, such as an address of its own." });

    private static Task AnswerAsync(HttpContext http, int status, object answer)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/x-amz-json-1.1";
        return http.Response.WriteAsync(JsonSerializer.Serialize(answer));
    }
}
