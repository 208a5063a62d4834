using Grpc.Core;
using Qwak.Connectors;
using Qwak.Core;
using Qwak.Core.Storage;
using Qwak.Server.DataSources;
using Qwak.Wire.FeaturesOperator;

namespace Qwak.Server.Grpc;

/// <summary>Validation and samples of data sources (contract 1.6): the client asks, and asks again for the result.</summary>
internal sealed class FeaturesOperatorGrpcService(Store store, SourceReading reading, ValidationResults results, IHostApplicationLifetime lifetime)
    : FeaturesOperatorAsyncService.FeaturesOperatorAsyncServiceBase
{
    private static readonly Refusal NoResult = new(RefusalCode.NotFound, "There is no such validation, or no longer.");

    public override async Task<ValidationResponse> ValidateDataSource(ValidateDataSourceRequest request, ServerCallContext call)
    {
        var http = call.GetHttpContext();
        var context = await call.AuthenticateAsync(store);
        var definition = Definitions.Parse(request.DataSourceSpec).OrThrow(http);
        if (SourceReading.RowsProblem(request.NumSamples) is { } problem)
        {
            throw Statuses.Exception(problem, http);
        }

        var id = results.Start(
            context.Credential, () => reading.TryAsync(context, environment: null, definition, request.NumSamples, lifetime.ApplicationStopping));
        return new ValidationResponse { RequestId = id.OrThrow(http) };
    }

    public override async Task<GetValidationResultResponse> GetValidationResult(GetValidationResultRequest request, ServerCallContext call)
    {
        var http = call.GetHttpContext();
        var context = await call.AuthenticateAsync(store);
        if (results.Find(context.Credential, request.RequestId) is not { } running)
        {
            throw Statuses.Exception(NoResult, http);
        }

        if (!running.IsCompleted)
        {
            return new GetValidationResultResponse { NotReadyResponse = new ValidationNotReadyResponse() };
        }

        // Who has lost their access since they asked does not get the rows.
        (await store.UserContexts.GetAsync(context)).OrThrow(http);
        var trial = await running;
        return trial switch
        {
            { IsRefused: false, Value: { Failure: { } failure } failed } => Failed(SourceChecks.Step(failed), failure.Message),
            { IsRefused: false } => new GetValidationResultResponse { SuccessResponse = Success(trial.Value.Sample!) },
            { Refusal.Code: RefusalCode.PermissionDenied or RefusalCode.NotFound or RefusalCode.InvalidName } =>
                Failed(SourceChecks.Secrets, trial.Refusal.Message),
            _ => throw Statuses.Exception(trial.Refusal, http),
        };
    }

    private static GetValidationResultResponse Failed(string phase, string message) => new()
    {
        FailureResponse = new ValidationFailureResponse { Phase = phase, ErrorMessage = message, Description = message, Outputs = new Outputs() },
    };

    private static ValidationSuccessResponse Success(Sample sample) => new()
    {
        Sample = SampleJson.PandasLiteral(sample),
        PandasColumnDescriptions = { sample.Columns.Select(c => new PandasColumnDescription { ColumnName = c.Name, PandasType = PandasType(c.Kind) }) },
        SparkColumnDescriptions = { sample.Columns.Select(c => new SparkColumnDescription { ColumnName = c.Name, SparkType = SparkType(c.Kind) }) },
        Outputs = new Outputs(),
    };

    private static string PandasType(ColumnKind kind) => kind switch
    {
        ColumnKind.Boolean => "bool",
        ColumnKind.Integer => "int64",
        ColumnKind.Float => "float64",
        _ => "object",
    };

    private static string SparkType(ColumnKind kind) => kind switch
    {
        ColumnKind.Boolean => "boolean",
        ColumnKind.Integer => "bigint",
        ColumnKind.Float => "double",
        ColumnKind.Decimal => "decimal",
        ColumnKind.Binary => "binary",
        ColumnKind.Date => "date",
        ColumnKind.Timestamp or ColumnKind.Instant => "timestamp",
        _ => "string",
    };
}
