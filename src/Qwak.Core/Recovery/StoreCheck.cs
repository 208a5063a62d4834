using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using Qwak.Core.Audit;
using Qwak.Core.Encryption;
using Qwak.Core.Secrets;
using Qwak.Core.Storage;

namespace Qwak.Core.Recovery;

/// <summary>
/// Verifies all of a store that can be verified: that every value decrypts, every row that has a MAC is as its last event
/// left it, and the audit trail is as it was written. On one connection, so that it sees what is not committed yet.
/// </summary>
internal sealed class StoreCheck(DbConnection connection, Keyring keyring, ServiceKeys keys)
{
    private const int MostNamed = 20;

    private static readonly string Versions =
        $"SELECT {SecretTable.Columns}, s.mac, {AuditEventTable.LastRevision("s.id")}, v.version, v.key_id, v.wrapped_dek, v.ciphertext"
        + " FROM secret s LEFT JOIN secret_version v ON v.secret_id = s.id ORDER BY s.id, v.version";

    private readonly List<string> _faults = [];
    private long _values;

    public async Task<StoreFindings> RunAsync(CopyProgress progress)
    {
        using var macs = keys.RowMacs();
        await CheckSecretsAsync(macs, progress);
        await CheckAccessAsync(macs);
        await CheckUsersAsync(macs);
        using var key = ECDsa.Create(keys.Checkpoint.Key.ExportParameters(includePrivateParameters: false));
        var trail = await new AuditVerifier(connection, keys.Checkpoint.Id, key, anchor: null).RunAsync();
        foreach (var fault in trail.Faults)
        {
            Add($"audit trail: {fault.Message}");
        }

        return new StoreFindings(_values, trail.Events, _faults);
    }

    private async Task CheckSecretsAsync(RowMacs macs, CopyProgress progress)
    {
        const int mac = SecretTable.ColumnCount;
        await using var command = connection.CreateCommand();
        (command.CommandText, command.CommandTimeout) = (Versions, 0);
        await using var row = await command.ExecuteReaderAsync();
        var last = "";
        while (await row.ReadAsync())
        {
            var secret = SecretTable.Read(new ReaderRow(row));
            if (secret.Id != last)
            {
                last = secret.Id;
                var seal = new RowSeal { Mac = row.IsDBNull(mac) ? null : row.GetFieldValue<byte[]>(mac), LastRevision = row.IsDBNull(mac + 1) ? null : row.GetInt64(mac + 1) };
                Require(macs.IsGood(secret.Fields(), secret.Revision, seal), $"secret {secret.Name} ({secret.Id}): its row was altered or put back");
            }

            if (!row.IsDBNull(mac + 2))
            {
                CheckValue(secret, (int)row.GetInt64(mac + 2), new SealedVersion(
                    row.GetString(mac + 3), row.GetFieldValue<byte[]>(mac + 4), row.GetFieldValue<byte[]>(mac + 5)));
                progress.Step("values");
            }
        }
    }

    private void CheckValue(Secret secret, int version, SealedVersion stored)
    {
        try
        {
            Envelope.Open(keyring, secret.Place(version), stored).Dispose();
            _values++;
        }
        catch (IntegrityException)
        {
            Add(string.Create(CultureInfo.InvariantCulture, $"secret {secret.Name} ({secret.Id}): version {version} does not decrypt"));
        }
    }

    private async Task CheckAccessAsync(RowMacs macs)
    {
        try
        {
            await new AccessSeal(macs).ReadAsync(connection);
        }
        catch (IntegrityException)
        {
            Add("who may do what (principals, roles, groups, policies) was altered or put back");
        }

        foreach (var key in await ApiKeyTable.ListAsync(connection))
        {
            Require(macs.IsGood(key.Fields(), key.Revision, await RowSeal.FindAsync(connection, ApiKeyTable.Name, key.Id)), $"API key {key.Id} was altered or put back");
        }

        foreach (var token in await AccessTokenTable.ListAsync(connection))
        {
            Require(
                macs.IsGood(token.Fields(), token.Revision, await RowSeal.FindAsync(connection, AccessTokenTable.Name, token.Id)),
                $"access token {token.Id} was altered or put back");
        }
    }

    /// <summary>What acts with secrets: data sources and builds. A session's MAC needs its cookie, and a login lasts for minutes.</summary>
    private async Task CheckUsersAsync(RowMacs macs)
    {
        foreach (var source in await DataSourceTable.AllAsync(connection))
        {
            Require(
                macs.IsGood(source.Fields(), source.Version, await RowSeal.FindAsync(connection, DataSourceTable.Name, source.Id)),
                $"data source {source.Name} ({source.Id}): its row was altered or put back");
        }

        foreach (var id in await ModelBuildTable.IdsAsync(connection))
        {
            Require(
                await ModelBuildTable.FindAsync(connection, id) is { } build
                    && macs.IsGood(build.Fields(), revision: 0, new RowSeal { Mac = await ModelBuildTable.MacAsync(connection, id) }),
                $"build {id}: its row was altered");
        }
    }

    private void Require(bool isGood, string fault)
    {
        if (!isGood)
        {
            Add(fault);
        }
    }

    private void Add(string fault)
    {
        if (_faults.Count < MostNamed)
        {
            _faults.Add(fault);
        }
        else if (_faults.Count == MostNamed)
        {
            _faults.Add("and more");
        }
    }
}

/// <summary>What was found in a store.</summary>
/// <param name="Values">How many values decrypt.</param>
/// <param name="Events">How many audit events fit.</param>
/// <param name="Faults">What is wrong; empty when all is good.</param>
internal sealed record StoreFindings(long Values, long Events, IReadOnlyList<string> Faults);
