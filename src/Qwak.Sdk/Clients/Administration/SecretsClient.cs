using System.Globalization;
using Qwak.Clients.Connection;
using Qwak.Rest;

namespace Qwak.Clients.Administration;

/// <summary>What happens to secrets beside their values, in the configured environment, else in the caller's own.</summary>
public sealed class SecretsClient
{
    private readonly QwakConnection _connection;

    internal SecretsClient(QwakConnection connection) => _connection = connection;

    /// <summary>The versions that are there, newest first; also of a deleted secret.</summary>
    /// <param name="name">The secret's name.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QwakException">There is no such secret (<see cref="QwakErrorCodes.NotFound"/>), or the call failed.</exception>
    public async Task<IReadOnlyList<SecretVersionProperties>> ListVersionsAsync(string name, CancellationToken cancellationToken = default) =>
        await Pages.AllAsync(
            _connection.Rest, $"{await PathAsync(name, cancellationToken).ConfigureAwait(false)}/versions",
            RestJson.Default.PageSecretVersionProperties, cancellationToken).ConfigureAwait(false);

    /// <summary>Changes what is said of a secret.</summary>
    /// <param name="name">The secret's name.</param>
    /// <param name="change">What to change; what is null in it stays.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QwakException">There is no such secret, the change is not accepted, or the call failed.</exception>
    public async Task<SecretProperties> UpdateAsync(string name, SecretPropertiesChange change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        var body = new UpdateSecretBody(
            change.Description, change.Owner, change.Tags, change.ExpiresAt, change.NeverExpires ? true : null, change.IsSensitive);
        return await _connection.Rest.SendAsync(
            HttpMethod.Patch,
            await PathAsync(name, cancellationToken).ConfigureAwait(false),
            body,
            RestJson.Default.UpdateSecretBody,
            RestJson.Default.SecretProperties,
            Repeat.Transient,
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes deleted versions readable again.</summary>
    /// <param name="name">The secret's name.</param>
    /// <param name="versions">Which ones; null takes the last deletion of the secret back.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QwakException">There is no such secret or version any more, or the call failed.</exception>
    public async Task<SecretProperties> RestoreAsync(
        string name, IReadOnlyList<int>? versions = null, CancellationToken cancellationToken = default) =>
        await _connection.Rest.SendAsync(
            HttpMethod.Post,
            $"{await PathAsync(name, cancellationToken).ConfigureAwait(false)}/restore",
            new RestoreSecretBody(versions),
            RestJson.Default.RestoreSecretBody,
            RestJson.Default.SecretProperties,
            Repeat.Transient,
            cancellationToken).ConfigureAwait(false);

    /// <summary>Destroys a secret at once: nothing brings its values back. For administrators.</summary>
    /// <param name="name">The secret's name.</param>
    /// <param name="force">Destroys it although data sources use it.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QwakException">There is no such secret, data sources use it, its environment is protected, or the call failed.</exception>
    public async Task PurgeAsync(string name, bool force = false, CancellationToken cancellationToken = default) =>
        await _connection.Rest.DeleteAsync(
            $"{await PathAsync(name, cancellationToken).ConfigureAwait(false)}?purge=true{(force ? "&force=true" : "")}", cancellationToken)
            .ConfigureAwait(false);

    /// <summary>Which data sources use a secret, and which versions they used.</summary>
    /// <param name="name">The secret's name.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QwakException">The call failed.</exception>
    public async Task<IReadOnlyList<DataSourceSecretUse>> ListDataSourcesAsync(string name, CancellationToken cancellationToken = default) =>
        await Pages.AllAsync(
            _connection.Rest, $"{await PathAsync(name, cancellationToken).ConfigureAwait(false)}/data-sources",
            RestJson.Default.PageDataSourceSecretUse, cancellationToken).ConfigureAwait(false);

    /// <summary>Sets a secret once each data source that uses it could be opened with the new value; else the old one stays current.</summary>
    /// <param name="name">The secret's name.</param>
    /// <param name="value">The new value, which is not disposed.</param>
    /// <param name="expectedVersion">The version that must be the current one, 0 for none; null: whichever it is.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QwakException">A source failed (<see cref="QwakErrorCodes.SourceFailed"/>; the message says which and why), or the call did.</exception>
    public async Task<CheckedSecret> SetCheckedAsync(
        string name, SecretValue value, int? expectedVersion = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(value);
        var answer = await _connection.Rest.SendAsync(
            HttpMethod.Put,
            await PathAsync(name, cancellationToken).ConfigureAwait(false),
            new SetSecretBody { Value = value.Reveal(), ExpectedVersion = expectedVersion, Check = true },
            RestJson.Default.SetSecretBody,
            RestJson.Default.SetSecretAnswer,
            Repeat.Transient,
            cancellationToken).ConfigureAwait(false);
        return new CheckedSecret(answer.Version, answer.Unchanged, answer.Checks ?? []);
    }

    /// <summary>How often a secret was read and used on each of the last days.</summary>
    /// <param name="name">The secret's name.</param>
    /// <param name="days">How many days, today included.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QwakException">There is no such secret, or the call failed.</exception>
    public async Task<SecretUsage> GetUsageAsync(string name, int days = 90, CancellationToken cancellationToken = default) =>
        await _connection.Rest.GetAsync(
            $"{await PathAsync(name, cancellationToken).ConfigureAwait(false)}/usage?days={days.ToString(CultureInfo.InvariantCulture)}",
            RestJson.Default.SecretUsage,
            cancellationToken).ConfigureAwait(false);

    /// <summary>Sets many secrets: all or none.</summary>
    /// <param name="secrets">Names and values, which are not disposed.</param>
    /// <param name="dryRun">Tells what would happen and changes nothing.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QwakException">One of them is not accepted, so that none was set; or the call failed.</exception>
    public async Task<SecretImport> ImportAsync(
        IReadOnlyList<KeyValuePair<string, SecretValue>> secrets, bool dryRun = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        var body = new ImportSecretsBody
        {
            Secrets = [.. secrets.Select(secret => new ImportedSecretBody { Name = secret.Key, Value = secret.Value.Reveal() })],
            DryRun = dryRun,
        };
        return await _connection.Rest.SendAsync(
            HttpMethod.Post,
            $"{await CurrentEnvironment.SecretsPathAsync(_connection, cancellationToken).ConfigureAwait(false)}/import",
            body,
            RestJson.Default.ImportSecretsBody,
            RestJson.Default.SecretImport,
            Repeat.Transient,
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Where a secret may be sent when the service uses it.</summary>
    /// <param name="name">The secret's name.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QwakException">There is no such secret, or the call failed.</exception>
    public async Task<IReadOnlyList<string>> ListBindingsAsync(string name, CancellationToken cancellationToken = default) =>
        await Pages.AllAsync(
            _connection.Rest, await BindingsPathAsync(name, cancellationToken).ConfigureAwait(false), RestJson.Default.PageString, cancellationToken)
            .ConfigureAwait(false);

    /// <summary>Allows a secret to be sent somewhere when the service uses it.</summary>
    /// <param name="name">The secret's name.</param>
    /// <param name="destination"><c>HOST:PORT</c>; an administrator may give <c>*.DOMAIN</c> and <c>*</c>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>All destinations of the secret.</returns>
    /// <exception cref="QwakException">There is no such secret, the caller may not bind it, or the call failed.</exception>
    public async Task<IReadOnlyList<string>> BindAsync(string name, string destination, CancellationToken cancellationToken = default) =>
        (await _connection.Rest.PutAsync(
            $"{await BindingsPathAsync(name, cancellationToken).ConfigureAwait(false)}/{RestPath.Segment(destination)}",
            RestJson.Default.PageString,
            cancellationToken).ConfigureAwait(false)).Items;

    /// <summary>Allows it no longer.</summary>
    /// <param name="name">The secret's name.</param>
    /// <param name="destination">As it was bound.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QwakException">There is no such secret, the caller may not bind it, or the call failed.</exception>
    public async Task UnbindAsync(string name, string destination, CancellationToken cancellationToken = default) =>
        await _connection.Rest.DeleteAsync(
            $"{await BindingsPathAsync(name, cancellationToken).ConfigureAwait(false)}/{RestPath.Segment(destination)}", cancellationToken)
            .ConfigureAwait(false);

    /// <summary>Deletes a secret although data sources use it.</summary>
    /// <param name="name">The secret's name.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QwakException">There is no such secret, or the call failed.</exception>
    public async Task ForceDeleteAsync(string name, CancellationToken cancellationToken = default) =>
        await _connection.Rest.DeleteAsync(
            $"{await PathAsync(name, cancellationToken).ConfigureAwait(false)}?force=true", cancellationToken).ConfigureAwait(false);

    private async Task<string> BindingsPathAsync(string name, CancellationToken cancellationToken) =>
        $"{await PathAsync(name, cancellationToken).ConfigureAwait(false)}/bindings";

    private Task<string> PathAsync(string name, CancellationToken cancellationToken) =>
        CurrentEnvironment.SecretPathAsync(_connection, name, cancellationToken);
}
