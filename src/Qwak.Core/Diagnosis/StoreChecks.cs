using System.Data.Common;
using System.Globalization;
using Dapper;
using Qwak.Core.Encryption;
using Qwak.Core.Storage;

namespace Qwak.Core.Diagnosis;

/// <summary>The store as a database: its schema, whether it can be written, and how much its active key was used.</summary>
internal static class StoreChecks
{
    public static CheckResult Schema(Dialect dialect)
    {
        const string Check = "schema";
        var (missing, newer) = Database.CompareSchema(dialect);
        return newer is not null
            ? CheckResult.Failed(Check, $"The store {dialect.Place} is from a newer version of this service (it has {newer}).", "Run the doctor, and the service, of that version.")
            : missing.Count > 0
            ? CheckResult.Warning(Check, $"The store {dialect.Place} is from an older version: {string.Join(", ", missing)} is missing.", "Make a backup; the next start brings it up to date.")
            : CheckResult.Ok(Check, $"The store {dialect.Place} has the schema of this version.");
    }

    /// <summary>Tries a change that changes nothing, and takes it back.</summary>
    public static async Task<CheckResult> WritableAsync(Dialect dialect)
    {
        await using var writer = dialect.OpenWriter();
        await writer.ExecuteAsync(dialect.Begin);
        await writer.ExecuteAsync("UPDATE change_counter SET value = value WHERE id = 1");
        await writer.ExecuteAsync("ROLLBACK TRANSACTION");
        return CheckResult.Ok("store", $"The store {dialect.Place} can be read and written.");
    }

    public static async Task<CheckResult> KeyUsesAsync(DbConnection reader, EncryptionOptions options)
    {
        const string Check = "key";
        var uses = await KeyEncryptionKeyTable.ActiveUsesAsync(reader);
        var text = string.Create(CultureInfo.InvariantCulture, $"The active key has encrypted {uses} of at most {options.MaximumKeyUses} times.");
        return uses >= options.MaximumKeyUses ? CheckResult.Failed(Check, text, "Nothing can be set: run 'qwak keys rotate'.")
            : uses >= options.MaximumKeyUses / 4 ? CheckResult.Warning(Check, text, "The service rotates it by itself at a quarter; see its log, or run 'qwak keys rotate'.")
            : CheckResult.Ok(Check, text);
    }
}
