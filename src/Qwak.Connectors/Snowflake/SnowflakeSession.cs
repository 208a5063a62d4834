namespace Qwak.Connectors.Snowflake;

/// <summary>A login that its uses share. When the server says that it has expired, the next statement logs in anew.</summary>
internal sealed class SnowflakeSession(SnowflakeDefinition definition, SourceAccess access, SnowflakeClient client) : IAsyncDisposable
{
    private const string Expired = "390112";

    private readonly SemaphoreSlim _loggingIn = new(1);
    private string? _token;

    public async Task<SnowflakeResult> QueryAsync(string sqlText, CancellationToken cancellationToken)
    {
        var token = await TokenAsync(expired: null, cancellationToken);
        var answer = await client.QueryAsync(token, sqlText, Parameters(), cancellationToken);
        if (answer.Code == Expired)
        {
            answer = await client.QueryAsync(await TokenAsync(token, cancellationToken), sqlText, Parameters(), cancellationToken);
        }

        return answer is { Success: true, Data: { } result }
            ? result
            : throw SnowflakeErrors.OfQuery(answer.Code, answer.Data?.SqlState, answer.Message, definition);
    }

    public async ValueTask DisposeAsync()
    {
        if (_token is { } token)
        {
            using var briefly = new CancellationTokenSource(TimeSpan.FromSeconds(2));
            try
            {
                await client.LogoutAsync(token, briefly.Token);
            }
            catch (Exception)
            {
                // The session expires by itself.
            }
        }

        _loggingIn.Dispose();
        client.Dispose();
    }

    private async Task<string> TokenAsync(string? expired, CancellationToken cancellationToken)
    {
        await _loggingIn.WaitAsync(cancellationToken);
        try
        {
            return _token is { } token && token != expired ? token : _token = await LogInAsync(cancellationToken);
        }
        finally
        {
            _loggingIn.Release();
        }
    }

    private async Task<string> LogInAsync(CancellationToken cancellationToken)
    {
        string[] query =
        [
            $"databaseName={Uri.EscapeDataString(definition.Database)}",
            $"schemaName={Uri.EscapeDataString(definition.Schema)}",
            $"warehouse={Uri.EscapeDataString(definition.Warehouse)}",
        ];
        var answer = await client.LoginAsync(string.Join('&', query), Login(), cancellationToken);
        return answer is { Success: true, Data.Token: { } token } ? token : throw SnowflakeErrors.OfLogin(answer.Code, definition);
    }

    private Dictionary<string, object> Login()
    {
        var user = access.Secrets[definition.UserSecret].Reveal();
        var login = new Dictionary<string, object>
        {
            ["CLIENT_APP_ID"] = "Qwak",
            ["CLIENT_APP_VERSION"] = "0.1.0",
            ["ACCOUNT_NAME"] = definition.Account,
            ["LOGIN_NAME"] = user,
        };
        if (definition.KeySecret is { } keySecret)
        {
            using var key = PrivateKeyText.Read(keySecret, access.Secrets[keySecret]);
            login["AUTHENTICATOR"] = "SNOWFLAKE_JWT";
            login["TOKEN"] = KeyPairToken.Create(definition.Account, user, key, TimeProvider.System.GetUtcNow());
        }
        else
        {
            login["PASSWORD"] = access.Secrets[definition.PasswordSecret ?? ""].Reveal();
        }

        return login;
    }

    // One statement, so that none of the query's own stands beside ours; and its end, should we not be there to end it.
    private Dictionary<string, object> Parameters() => new()
    {
        ["MULTI_STATEMENT_COUNT"] = 1,
        ["STATEMENT_TIMEOUT_IN_SECONDS"] = (int)Math.Ceiling(access.Limits.Time.TotalSeconds),
    };
}
