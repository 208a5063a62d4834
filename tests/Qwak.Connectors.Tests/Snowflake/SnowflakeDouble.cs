using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Qwak.Connectors.Tests.Support;

namespace Qwak.Connectors.Tests.Snowflake;

/// <summary>
/// A server of the session protocol that Snowflake's drivers use, as far as they need it to log in, query and fail:
/// <list type="bullet">
/// <item><c>POST /session/v1/login-request</c> with LOGIN_NAME and PASSWORD, or with AUTHENTICATOR SNOWFLAKE_JWT and a
/// TOKEN, whose signature, issuer, subject and expiry are checked;</item>
/// <item><c>POST /queries/v1/query-request</c>: columns and first rows in the answer, the others in chunks, which are
/// compressed, have no login, and ask for the header they were named with; a slow statement is first "in progress";</item>
/// <item><c>POST /session?delete=true</c>, and success for whatever else a driver tells.</item>
/// </list>
/// A statement is known by the table it names. That the double is right is shown by the vendor's own client, which sees the
/// same of it: <c>SnowflakeVendorTests</c>.
/// </summary>
internal sealed class SnowflakeDouble(string user, string? password, RSA? publicKey) : IAsyncDisposable
{
    private const string ChunkHeader = "x-amz-server-side-encryption-customer-key";
    private readonly string _token = RandomNumberGenerator.GetHexString(40);
    private readonly string _chunkKey = RandomNumberGenerator.GetHexString(20);
    private HttpsServer? _server;
    private int _logins;
    private int _aborted;

    public int Port => _server!.Port;

    public int Logins => _logins;

    public int Aborted => _aborted;

    /// <summary>Where the chunks of a result lie, when not here.</summary>
    public string? ChunkServer { get; set; }

    /// <summary>Where every request is sent on to.</summary>
    public string? Redirect { get; set; }

    /// <summary>The statements that ran, as they came.</summary>
    public List<string> Statements { get; } = [];

    public static async Task<SnowflakeDouble> StartAsync(string user, string? password = null, RSA? publicKey = null)
    {
        var started = new SnowflakeDouble(user, password, publicKey);
        started._server = await HttpsServer.StartAsync(started.AnswerAsync);
        return started;
    }

    public ValueTask DisposeAsync() => _server!.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        if (Redirect is not null)
        {
            context.Response.Redirect(Redirect);
            return;
        }

        if (path.StartsWith("/chunks/", StringComparison.Ordinal))
        {
            await AnswerChunkAsync(context, int.Parse(path["/chunks/".Length..], CultureInfo.InvariantCulture));
            return;
        }

        var body = context.Request.ContentLength is 0 ? null : await ReadAsync(context.Request);
        var answer = path switch
        {
            "/session/v1/login-request" => LogIn(body!["data"]!),
            "/queries/v1/query-request" or "/queries/slow/result" when !IsLoggedIn(context) => Failed("390104", "08001", "Unauthorized"),
            "/queries/v1/query-request" => Query((string)body!["sqlText"]!),
            "/queries/slow/result" => await RunSlowlyAsync(context),
            "/queries/v1/abort-request" => Abort(),
            _ => Succeeded(new JsonObject()),
        };
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(answer.ToJsonString());
    }

    private static async Task<JsonNode?> ReadAsync(HttpRequest request)
    {
        await using Stream content = request.Headers.ContentEncoding == "gzip" ? new GZipStream(request.Body, CompressionMode.Decompress) : request.Body;
        using var text = new StreamReader(content);
        var body = await text.ReadToEndAsync();
        return body.Length == 0 ? null : JsonNode.Parse(body);
    }

    private bool IsLoggedIn(HttpContext context) => context.Request.Headers.Authorization == $"Snowflake Token=\"{_token}\"";

    private JsonObject LogIn(JsonNode data)
    {
        Interlocked.Increment(ref _logins);
        var isKeyPair = (string?)data["AUTHENTICATOR"] == "SNOWFLAKE_JWT";
        if (isKeyPair ? !IsSigned((string)data["TOKEN"]!) : password is null || (string?)data["LOGIN_NAME"] != user || (string?)data["PASSWORD"] != password)
        {
            return isKeyPair
                ? Failed("390144", null, "JWT token is invalid.")
                : Failed("390100", null, $"Incorrect username or password was specified for {data["LOGIN_NAME"]}.");
        }

        return Succeeded(new JsonObject
        {
            ["token"] = _token,
            ["masterToken"] = RandomNumberGenerator.GetHexString(40),
            ["validityInSeconds"] = 3600,
            ["masterValidityInSeconds"] = 14400,
            ["sessionId"] = 1,
            ["sessionInfo"] = new JsonObject { ["databaseName"] = "SHOP", ["schemaName"] = "PUBLIC", ["warehouseName"] = "SMALL", ["roleName"] = "READER" },
            ["parameters"] = new JsonArray(),
        });
    }

    private bool IsSigned(string token)
    {
        var parts = token.Split('.');
        if (publicKey is null || !publicKey.VerifyData(
            Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), System.Buffers.Text.Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))
        {
            return false;
        }

        var claims = JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(parts[1]))!;
        var subject = $"LOCALHOST.{user.ToUpperInvariant()}";
        var fingerprint = Convert.ToBase64String(SHA256.HashData(publicKey.ExportSubjectPublicKeyInfo()));
        return (string?)claims["sub"] == subject
            && (string?)claims["iss"] == $"{subject}.SHA256:{fingerprint}"
            && (long)claims["exp"]! > TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
    }

    private JsonObject Query(string text)
    {
        lock (Statements)
        {
            Statements.Add(text);
        }

        return text switch
        {
            _ when text.Contains("TYPES", StringComparison.Ordinal) => Succeeded(SnowflakeRowSets.Types()),
            _ when text.Contains("ORDERS", StringComparison.Ordinal) => Succeeded(WithChunks(SnowflakeRowSets.Numbers(0, 100))),
            _ when text.Contains("SLOW", StringComparison.Ordinal) => new JsonObject
            {
                ["success"] = true, ["code"] = "333334", ["data"] = new JsonObject { ["getResultUrl"] = "/queries/slow/result", ["queryId"] = "slow" },
            },
            _ when text.Contains("MISSING_COLUMN", StringComparison.Ordinal) =>
                Failed("000904", "42000", "SQL compilation error: error line 1 at position 7\ninvalid identifier 'MISSING_COLUMN'"),
            _ when text.Contains("FORBIDDEN", StringComparison.Ordinal) =>
                Failed("003001", "42501", "SQL access control error:\nInsufficient privileges to operate on table 'FORBIDDEN'"),
            _ when text.Contains("SELEKT", StringComparison.Ordinal) =>
                Failed("001003", "42000", $"SQL compilation error:\nsyntax error line 1 at position 0 unexpected 'SELEKT' for {user}."),
            _ => Failed("002003", "42S02", $"SQL compilation error:\nObject '{text}' does not exist or not authorized for {user}."),
        };
    }

    private JsonObject WithChunks(JsonObject result)
    {
        var server = ChunkServer ?? $"https://localhost:{Port}";
        result["total"] = 250;
        result["returned"] = 250;
        result["qrmk"] = _chunkKey;
        result["chunks"] = new JsonArray(Chunk(100), Chunk(200));
        return result;

        JsonObject Chunk(int from) => new()
        {
            ["url"] = $"{server}/chunks/{from}", ["rowCount"] = from == 200 ? 50 : 100, ["uncompressedSize"] = 1000, ["compressedSize"] = 500,
        };
    }

    private async Task AnswerChunkAsync(HttpContext context, int from)
    {
        if (context.Request.Headers[ChunkHeader] != _chunkKey || context.Request.Headers.Authorization.Count > 0)
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        var rows = SnowflakeRowSets.Numbers(from, from == 200 ? 50 : 100)["rowset"]!.ToJsonString();
        context.Response.Headers.ContentEncoding = "gzip";
        await using var compressed = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
        await compressed.WriteAsync(Encoding.UTF8.GetBytes(rows[1..^1]), context.RequestAborted);
    }

    private static async Task<JsonObject> RunSlowlyAsync(HttpContext context)
    {
        await Task.Delay(500, context.RequestAborted);
        return new JsonObject
        {
            ["success"] = true, ["code"] = "333334", ["data"] = new JsonObject { ["getResultUrl"] = "/queries/slow/result", ["queryId"] = "slow" },
        };
    }

    private JsonObject Abort()
    {
        Interlocked.Increment(ref _aborted);
        return Succeeded(new JsonObject());
    }

    private static JsonObject Succeeded(JsonObject data) => new() { ["success"] = true, ["code"] = null, ["message"] = null, ["data"] = data };

    private static JsonObject Failed(string code, string? sqlState, string message) => new()
    {
        ["success"] = false,
        ["code"] = code,
        ["message"] = message,
        ["data"] = new JsonObject { ["errorCode"] = code, ["sqlState"] = sqlState, ["queryId"] = "failed" },
    };
}
