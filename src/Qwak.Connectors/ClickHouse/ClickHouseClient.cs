using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Qwak.Connectors.Network;
using Qwak.Connectors.Sql;

namespace Qwak.Connectors.ClickHouse;

/// <summary>What the server says of a statement that failed.</summary>
internal sealed record ClickHouseFailure(string? Code, string Message);

/// <summary>The rows of a statement as they come, or why there are none.</summary>
internal readonly record struct ClickHouseAnswer(Stream? Rows, ClickHouseFailure? Failure);

/// <summary>
/// ClickHouse's documented HTTP interface: a statement in the body of a POST, settings in the URL, the login in a header,
/// an error's code in X-ClickHouse-Exception-Code.
/// </summary>
internal sealed class ClickHouseClient : IDisposable
{
    private const int LongestMessage = 64 << 10;

    private readonly HttpClient _http;
    private readonly Uri _address;
    private readonly HostPort _server;
    private readonly long _limit;
    private readonly SecretValue _user;
    private readonly SecretValue _password;

    public ClickHouseClient(JdbcUrl url, SecretValue user, SecretValue password, SourceAccess access)
    {
        (_server, _user, _password, _limit) = (url.Target, user, password, access.Limits.AnswerBytes);
        _address = new Uri($"https://{_server}/?{Query(url.Database, access.Limits.Time)}");
        _http = new HttpClient(GuardedHttp.Handler(access.Guard, access.Limits.ConnectionsPerSource)) { Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("qwak/0.1");
    }

    public async Task<ClickHouseAnswer> QueryAsync(string statement, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = new StringContent(statement) };
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{_user.Reveal()}:{_password.Reveal()}")));

        // The stream of the rows ends the response with itself; and with the response, ours or not, the statement.
        var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var content = await response.Content.ReadAsStreamAsync(cancellationToken);
        if (response.IsSuccessStatusCode)
        {
            return new ClickHouseAnswer(new BoundedStream(content, _limit), null);
        }

        using (response)
        {
            // The server was told the password: what is no number is not repeated.
            var code = response.Headers.TryGetValues("X-ClickHouse-Exception-Code", out var codes)
                && ushort.TryParse(codes.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number.ToString(CultureInfo.InvariantCulture)
                : null;
            if (code is null && response.StatusCode is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden))
            {
                GuardedHttp.Check(response, _server.ToString());
            }

            return new ClickHouseAnswer(null, new ClickHouseFailure(code, await MessageAsync(content, cancellationToken)));
        }
    }

    public void Dispose() => _http.Dispose();

    private static async Task<string> MessageAsync(Stream content, CancellationToken cancellationToken)
    {
        var message = new byte[LongestMessage];
        return Encoding.UTF8.GetString(message, 0, await content.ReadAtLeastAsync(message, message.Length, throwOnEndOfStream: false, cancellationToken));
    }

    private static string Query(string database, TimeSpan time) => string.Join('&', new Dictionary<string, string>
    {
        ["database"] = Uri.EscapeDataString(database),

        // The statement only reads: no other statement, no setting of its own, and no table function that dials or opens files.
        ["readonly"] = "1",
        ["max_execution_time"] = Math.Ceiling(time.TotalSeconds).ToString(CultureInfo.InvariantCulture),
        ["cancel_http_readonly_queries_on_client_close"] = "1",

        // An error that comes after the first rows is told as one, instead of among the rows.
        ["wait_end_of_query"] = "1",

        // Each value with all its digits; moments in UTC.
        ["date_time_output_format"] = "iso",
        ["output_format_json_quote_64bit_integers"] = "0",
        ["output_format_json_quote_decimals"] = "0",
        ["output_format_decimal_trailing_zeros"] = "1",
        ["output_format_json_quote_denormals"] = "1",
        ["output_format_json_named_tuples_as_objects"] = "1",
    }.Select(setting => $"{setting.Key}={setting.Value}"));
}
