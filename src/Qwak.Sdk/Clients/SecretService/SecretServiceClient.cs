using System.Globalization;
using Grpc.Core;
using Grpc.Net.Client;
using Qwak.Clients.Connection;
using Qwak.Rest;
using Qwak.Wire.Edge;
using EdgeClient = Qwak.Wire.Edge.SecretService.SecretServiceClient;

namespace Qwak.Clients.SecretService;

/// <summary>
/// Reads, sets, deletes and lists the secrets of one environment. Make one and share it: it is thread-safe and keeps its
/// connection. Failures are a <see cref="QwakException"/>; a call that may be repeated is tried up to four times.
/// </summary>
public class SecretServiceClient : IDisposable
{
    private readonly QwakConnection? _connection;

    /// <summary>Makes a client. Nothing is sent before the first call.</summary>
    /// <param name="options">Where and as whom to connect; what is null comes from the environment and <c>~/.qwak/config</c>.</param>
    /// <exception cref="QwakException">Something is missing or wrong in the configuration; the message says what to do.</exception>
    public SecretServiceClient(QwakConnectionOptions? options = null) =>
        _connection = new QwakConnection(ConnectionSettings.Resolve(options ?? new QwakConnectionOptions()));

    /// <summary>For tests of your own: a derived class that overrides every member it uses.</summary>
    protected SecretServiceClient()
    {
    }

    private QwakConnection Connection =>
        _connection ?? throw new InvalidOperationException("This client was made without a connection; override the member.");

    /// <summary>Reads the current value of a secret.</summary>
    /// <param name="name">The secret's name.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The value; dispose it when it has been used.</returns>
    /// <exception cref="QwakException">There is no such secret (<see cref="QwakErrorCodes.NotFound"/>), or the call failed.</exception>
    public virtual async Task<SecretValue> GetSecretAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        return (await ReadSecretAsync(name, cancellationToken).ConfigureAwait(false)).Value;
    }

    /// <summary>Reads the current value of a secret, and whether it is to be hidden in logs: so it is when the service does not say.</summary>
    internal async Task<(SecretValue Value, bool IsSensitive)> ReadSecretAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var (answer, trailers) = await Connection.CallEdgeAsync(
                (channel, attempt) => GrpcCall.AnswerWithTrailersAsync(
                    new EdgeClient(channel).GetSecretAsync(
                        new GetSecretRequest { Name = name }, attempt.Headers, cancellationToken: attempt.CancellationToken),
                    attempt.CancellationToken),
                cancellationToken).ConfigureAwait(false);
            return (SecretValue.FromString(answer.Value), trailers.GetValue("x-qwak-sensitive") != "false");
        }
        catch (ServiceFailure failure)
        {
            throw SecretFailures.Get(name, failure);
        }
    }

    /// <summary>Reads one version of a secret.</summary>
    /// <param name="name">The secret's name.</param>
    /// <param name="version">Its number.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The value; dispose it when it has been used.</returns>
    /// <exception cref="QwakException">There is no such version that can be read (<see cref="QwakErrorCodes.NotFound"/>), or the call failed.</exception>
    public virtual async Task<SecretValue> GetSecretAsync(string name, int version, CancellationToken cancellationToken = default)
    {
        var path = await CurrentEnvironment.SecretPathAsync(Connection, name, cancellationToken).ConfigureAwait(false);
        var answer = await Connection.Rest.GetAsync(
            $"{path}/value?version={version.ToString(CultureInfo.InvariantCulture)}", RestJson.Default.SecretValueBody, cancellationToken)
            .ConfigureAwait(false);
        return SecretValue.FromString(answer.Value);
    }

    /// <summary>Sets a secret: makes it, or makes a new version. Setting the current value again changes nothing.</summary>
    /// <param name="name">The secret's name.</param>
    /// <param name="value">The value. It is not disposed.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QwakException">The name or value is not accepted, or the call failed.</exception>
    public virtual Task SetSecretAsync(string name, SecretValue value, CancellationToken cancellationToken = default) =>
        SetSecretAsync(name, value, new SetSecretOptions(), cancellationToken);

    /// <summary>Sets a secret on a condition, and tells what came of it.</summary>
    /// <param name="name">The secret's name.</param>
    /// <param name="value">The value. It is not disposed.</param>
    /// <param name="options">The condition.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QwakException">
    /// Another version is the current one (<see cref="QwakErrorCodes.VersionConflict"/>), the name or value is not accepted, or the call failed.
    /// </exception>
    public virtual async Task<SetSecretResult> SetSecretAsync(
        string name, SecretValue value, SetSecretOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(options);
        var request = new SetSecretRequest { Name = name, Value = value.Reveal() };
        try
        {
            return await Connection.CallEdgeAsync((channel, attempt) => SetAsync(channel, request, options, attempt), cancellationToken)
                .ConfigureAwait(false);
        }
        catch (ServiceFailure failure)
        {
            throw SecretFailures.Set(name, failure);
        }
    }

    /// <summary>Sets a secret: makes it, or makes a new version. Setting the current value again changes nothing.</summary>
    /// <param name="name">The secret's name.</param>
    /// <param name="value">The value: any Unicode text, kept byte for byte.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QwakException">The name or value is not accepted, or the call failed.</exception>
    /// <exception cref="ArgumentException">The value holds half of a surrogate pair.</exception>
    public virtual async Task SetSecretAsync(string name, string value, CancellationToken cancellationToken = default)
    {
        using var secret = SecretValue.FromString(value);
        await SetSecretAsync(name, secret, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes a secret.</summary>
    /// <param name="name">The secret's name.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QwakException">There is no such secret (<see cref="QwakErrorCodes.NotFound"/>), or the call failed.</exception>
    public virtual async Task DeleteSecretAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        try
        {
            await Connection.CallEdgeAsync((channel, attempt) => DeleteAsync(channel, name, attempt), cancellationToken)
                .ConfigureAwait(false);
        }
        catch (ServiceFailure failure)
        {
            throw SecretFailures.Delete(name, failure);
        }
    }

    /// <summary>Lists the properties of the environment's secrets; values are not part of it.</summary>
    /// <param name="options">Which ones, and in which order; null: all, by name.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    /// <exception cref="QwakException">The environment is not known, or a call failed.</exception>
    public virtual IAsyncEnumerable<SecretProperties> ListSecretsAsync(
        ListSecretsOptions? options = null, CancellationToken cancellationToken = default) =>
        SecretList.ReadAsync(Connection, options ?? new ListSecretsOptions(), cancellationToken);

    /// <summary>Closes the connection.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the connection.</summary>
    /// <param name="disposing">Whether <see cref="Dispose()"/> was called.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _connection?.Dispose();
        }
    }

    private static async Task<SetSecretResult> SetAsync(
        GrpcChannel channel, SetSecretRequest request, SetSecretOptions options, Attempt attempt)
    {
        var headers = new Metadata();
        foreach (var header in attempt.Headers)
        {
            headers.Add(header);
        }

        if (options.ExpectedVersion is { } expected)
        {
            headers.Add("x-qwak-expected-version", expected.ToString(CultureInfo.InvariantCulture));
        }

        var (_, trailers) = await GrpcCall.AnswerWithTrailersAsync(
            new EdgeClient(channel).SetSecretAsync(request, headers, cancellationToken: attempt.CancellationToken),
            attempt.CancellationToken).ConfigureAwait(false);
        return new SetSecretResult(
            int.TryParse(trailers.GetValue("x-qwak-version"), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null,
            trailers.GetValue("x-qwak-unchanged") == "true");
    }

    private static async Task<DeleteSecretResponse> DeleteAsync(GrpcChannel channel, string name, Attempt attempt)
    {
        try
        {
            return await GrpcCall.AnswerAsync(
                new EdgeClient(channel).DeleteSecretAsync(
                    new DeleteSecretRequest { Name = name }, attempt.Headers, cancellationToken: attempt.CancellationToken),
                attempt.CancellationToken).ConfigureAwait(false);
        }
        catch (ServiceFailure failure) when (failure.Status == StatusCode.NotFound && attempt.MayHaveHappened)
        {
            // An earlier attempt of this call was sent and its answer lost (UNAVAILABLE). It deleted the secret: what the
            // caller asked for is done, so the NOT_FOUND that the repetition meets is a success (contract 2.1).
            return new DeleteSecretResponse();
        }
    }
}
