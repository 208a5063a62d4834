using System.Globalization;
using Qwak.Clients.Administration;
using Qwak.Connectors;
using Qwak.Core;
using Qwak.FeatureStore.DataSources;

namespace Qwak.Server.DataSources;

/// <summary>What a trial says of a definition, check by check, in the order in which they are made.</summary>
internal static class SourceChecks
{
    public const string Fields = "fields";
    public const string Secrets = "secrets";
    public const string Connection = "connection";
    public const string Data = "data";
    public const string DateCreatedColumn = "date_created_column";

    public const string Ok = "ok";
    public const string Failed = "failed";
    public const string Skipped = "skipped";

    private static readonly string[] Order = [Fields, Secrets, Connection, Data, DateCreatedColumn];

    /// <summary>The checks of a trial, or of its refusal where a secret is what was refused.</summary>
    /// <returns>Null for a refusal that has nothing to do with the definition.</returns>
    public static DataSourceValidation? Of(DataSource definition, Result<SourceTrial> trial) => trial switch
    {
        { IsRefused: false, Value: { Failure: { } failure } failed } => Until(definition, Step(failed), failure),
        { IsRefused: false } => Good(definition, trial.Value.Sample!),
        { Refusal.Code: RefusalCode.PermissionDenied or RefusalCode.NotFound or RefusalCode.InvalidName } =>
            Until(definition, Secrets, trial.Refusal.Message),
        _ => null,
    };

    /// <summary>The answer to what is no definition.</summary>
    public static DataSourceValidation Broken(Refusal refusal) =>
        new(Valid: false, [new DataSourceCheck(Fields, Failed, refusal.Message), .. Order[1..].Select(name => new DataSourceCheck(name, Skipped))]);

    /// <summary>At which check a trial failed.</summary>
    public static string Step(SourceTrial trial) => trial.Failure!.Failure switch
    {
        ConnectorFailure.Definition => Fields,
        ConnectorFailure.Column when trial.Sample is not null => DateCreatedColumn,
        ConnectorFailure.Table or ConnectorFailure.Column or ConnectorFailure.Query or ConnectorFailure.Permission => Data,
        _ => Connection,
    };

    private static DataSourceValidation Until(DataSource definition, string step, ConnectorException failure) =>
        failure.Failure == ConnectorFailure.Unsupported
            ? new(Valid: true, [.. Checks(definition, Connection, Skipped, failure.Message)])
            : Until(definition, step, failure.Message);

    private static DataSourceValidation Until(DataSource definition, string step, string message) =>
        new(Valid: false, [.. Checks(definition, step, Failed, message)]);

    private static DataSourceValidation Good(DataSource definition, Sample sample) => new(
        Valid: true,
        [
            .. Checks(definition, step: null, Ok, message: null).Select(check => check.Name == Data
                ? check with { Message = string.Create(CultureInfo.InvariantCulture, $"{sample.Columns.Count} columns") }
                : check),
        ]);

    private static IEnumerable<DataSourceCheck> Checks(DataSource definition, string? step, string status, string? message)
    {
        var reached = step is null ? Order.Length : Array.IndexOf(Order, step);
        foreach (var (index, name) in Order.Index())
        {
            yield return index < reached && (name != DateCreatedColumn || definition is BatchSource)
                ? new DataSourceCheck(name, Ok, name == Secrets ? Names(definition) : null)
                : new DataSourceCheck(name, index == reached ? status : Skipped, index == reached ? message : null);
        }
    }

    private static string? Names(DataSource definition) =>
        definition.SecretNames.Count == 0 ? null : string.Join(", ", definition.SecretNames.Select(secret => secret.Name).Distinct());
}
