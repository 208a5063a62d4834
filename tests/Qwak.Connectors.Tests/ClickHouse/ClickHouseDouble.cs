using System.Text;
using Microsoft.AspNetCore.Http;
using Qwak.Connectors.Tests.Support;

namespace Qwak.Connectors.Tests.ClickHouse;

/// <summary>
/// A server of ClickHouse's HTTP interface (clickhouse.com/docs/interfaces/http), as far as a client needs it to log in, query and fail:
/// <list type="bullet">
/// <item><c>POST /</c> with the statement in the body, the database and the settings in the URL, and a login in the Authorization header;</item>
/// <item>rows as JSONCompactEachRowWithNamesAndTypes, each cell written as the settings ask for it;</item>
/// <item>errors as <c>Code: N. DB::Exception: …</c> with the code in X-ClickHouse-Exception-Code, and the HTTP status that goes with it.</item>
/// </list>
/// A statement is known by the table it names. That the double is right is shown by the vendor's own client, which sees the
/// same of it: <c>ClickHouseVendorTests</c>.
/// </summary>
internal sealed class ClickHouseDouble(string user, string password) : IAsyncDisposable
{
    private HttpsServer? _server;
    private int _ended;

    public int Port => _server!.Port;

    /// <summary>Statements whose client went away before they were over.</summary>
    public int Ended => Volatile.Read(ref _ended);

    /// <summary>Where every request is sent on to.</summary>
    public string? Redirect { get; set; }

    /// <summary>Whether the user's profile reads only, and so takes no settings.</summary>
    public bool HasProfileThatReadsOnly { get; set; }

    /// <summary>The statements that ran, as they came.</summary>
    public List<string> Statements { get; } = [];

    public static async Task<ClickHouseDouble> StartAsync(string user, string password)
    {
        var started = new ClickHouseDouble(user, password);
        started._server = await HttpsServer.StartAsync(started.AnswerAsync);
        return started;
    }

    public ValueTask DisposeAsync() => _server!.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        if (Redirect is not null)
        {
            context.Response.Redirect(Redirect);
            return;
        }

        using var body = new StreamReader(context.Request.Body);
        var statement = await body.ReadToEndAsync();
        lock (Statements)
        {
            Statements.Add(statement);
        }

        await (Refusal(context.Request, statement) is var (code, name, status, text)
            ? FailAsync(context.Response, code, name, status, text)
            : RunAsync(context, statement));
    }

    private (int Code, string Name, int Status, string Text)? Refusal(HttpRequest request, string statement) => statement switch
    {
        _ when request.Headers.Authorization != $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))}" =>
            (516, "AUTHENTICATION_FAILED", 403, $"{request.Headers.Authorization}: Authentication failed: password is incorrect, or there is no user with such name"),
        _ when request.Query["database"] != "shop" => (81, "UNKNOWN_DATABASE", 404, $"Database {request.Query["database"]} does not exist"),
        _ when HasProfileThatReadsOnly && request.Query.ContainsKey("max_execution_time") =>
            (164, "READONLY", 500, "Cannot modify 'max_execution_time' setting in readonly mode"),
        _ when statement.Contains("MISSING_COLUMN") =>
            (47, "UNKNOWN_IDENTIFIER", 404, $"Unknown expression identifier `MISSING_COLUMN` in scope {statement}"),
        _ when statement.Contains("FORBIDDEN") =>
            (497, "ACCESS_DENIED", 403, $"{user}: Not enough privileges. To execute this query, it's necessary to have the grant SELECT(id) ON shop.FORBIDDEN"),
        _ when statement.Contains("SELEKT") => (62, "SYNTAX_ERROR", 400, $"Syntax error: failed at position 1 (SELEKT): {statement}"),
        _ when statement.Contains("WRITES") => (164, "READONLY", 500, "Cannot execute query in readonly mode"),
        _ when statement.Contains("TOO_LONG") => (159, "TIMEOUT_EXCEEDED", 408, "Timeout exceeded: elapsed 1.5 seconds"),
        _ when statement.Contains("NOWHERE") => (60, "UNKNOWN_TABLE", 404, $"Unknown table expression identifier 'NOWHERE' in scope {statement}"),
        _ => null,
    };

    private static async Task FailAsync(HttpResponse response, int code, string name, int status, string text)
    {
        response.StatusCode = status;
        response.Headers["X-ClickHouse-Exception-Code"] = $"{code}";
        await response.WriteAsync($"Code: {code}. DB::Exception: {text}. ({name}) (version 25.8.2.29 (official build))\n");
    }

    private async Task RunAsync(HttpContext context, string statement)
    {
        context.Response.Headers["X-ClickHouse-Format"] = "JSONCompactEachRowWithNamesAndTypes";
        if (statement.Contains("SLOW"))
        {
            try
            {
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }
            catch (OperationCanceledException)
            {
                Interlocked.Increment(ref _ended);
            }
        }
        else if (statement.Contains("BREAKS"))
        {
            await context.Response.WriteAsync("[\"id\"]\n[\"UInt32\"]\n[1]\n");
            await context.Response.Body.FlushAsync();
            context.Abort();
        }
        else
        {
            await context.Response.WriteAsync(ClickHouseResults.Of(statement, context.Request.Query));
        }
    }
}
