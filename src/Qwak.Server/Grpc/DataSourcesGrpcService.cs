using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Qwak.Connectors;
using Qwak.Core;
using Qwak.Core.Access;
using Qwak.Core.DataSources;
using Qwak.Core.Storage;
using Qwak.Server.DataSources;
using Qwak.Wire.Sources;

namespace Qwak.Server.Grpc;

/// <summary>Definitions of data sources (contract 1.6). The environment is the one that is dialled.</summary>
internal sealed class DataSourcesGrpcService(Store store, DataSourceConnections connections) : Wire.Sources.DataSourceService.DataSourceServiceBase
{
    // The lists have no paging; beyond this a client would meet its own limit of a message's size.
    private const int MostSources = 10_000;

    public override async Task<CreateDataSourceResponse> CreateDataSource(CreateDataSourceRequest request, ServerCallContext call) => new()
    {
        DataSource = await RegisterAsync(
            call, request.DataSourceSpec,
            found => found is null ? null : new Refusal(RefusalCode.AlreadyExists, "There is a data source of that name already.")),
    };

    public override async Task<UpdateDataSourceResponse> UpdateDataSource(UpdateDataSourceRequest request, ServerCallContext call) => new()
    {
        DataSource = await RegisterAsync(
            call, request.DataSourceSpec, found => found?.Id == request.DataSourceId ? null : SourceAuthority.NotFound),
    };

    public override async Task<DeleteDataSourceResponse> DeleteDataSource(DeleteDataSourceRequest request, ServerCallContext call)
    {
        var context = await call.AuthenticateAsync(store);
        var found = (await store.DataSources.GetByIdAsync(context, environment: null, request.DataSourceId)).OrThrow(call.GetHttpContext());
        var deleted = (await store.DataSources.DeleteAsync(context, found.Environment.Id, found.Row.Name)).OrThrow(call.GetHttpContext());
        await connections.ForgetAsync(deleted);
        return new DeleteDataSourceResponse();
    }

    public override async Task<GetDataSourceByIdResponse> GetDataSourceById(GetDataSourceByIdRequest request, ServerCallContext call) => new()
    {
        DataSource = await FindAsync(call, context => store.DataSources.GetByIdAsync(context, environment: null, request.DataSourceId)),
    };

    public override async Task<GetDataSourceByNameResponse> GetDataSourceByName(GetDataSourceByNameRequest request, ServerCallContext call) => new()
    {
        DataSource = await FindAsync(call, context => store.DataSources.GetAsync(context, environment: null, request.DataSourceName)),
    };

    public override async Task<ListDataSourcesResponse> ListDataSources(ListDataSourcesRequest request, ServerCallContext call)
    {
        var context = await call.AuthenticateAsync(store);
        var page = (await store.DataSources.ListAsync(context, environment: null, MostSources, after: null)).OrThrow(call.GetHttpContext());
        return new ListDataSourcesResponse { DataSources = { page.Items.Select(Message) } };
    }

    public override async Task<ListDataSourcesByAccountResponse> ListDataSourcesByAccount(
        ListDataSourcesByAccountRequest request, ServerCallContext call)
    {
        var context = await call.AuthenticateAsync(store);
        var all = (await store.DataSources.ListAllAsync(context, MostSources)).OrThrow(call.GetHttpContext());
        return new ListDataSourcesByAccountResponse { DataSources = { all.Select(Message) } };
    }

    private async Task<DataSource> RegisterAsync(ServerCallContext call, DataSourceSpec? spec, Func<RegisteredSource?, Refusal?> require)
    {
        var context = await call.AuthenticateAsync(store);
        var definition = Definitions.Parse(spec).OrThrow(call.GetHttpContext());
        var result = await store.DataSources.RegisterAsync(context, environment: null, definition, require);
        return Message(result.OrThrow(call.GetHttpContext()).Source);
    }

    private async Task<DataSource> FindAsync(ServerCallContext call, Func<RequestContext, Task<Result<FoundSource>>> find) =>
        Message((await find(await call.AuthenticateAsync(store))).OrThrow(call.GetHttpContext()));

    private static DataSource Message(FoundSource found) => new()
    {
        DataSourceDefinition = new DataSourceDefinition { DataSourceId = found.Row.Id, DataSourceSpec = found.Definition.ToSpec() },
        Metadata = new DataSourceMetadata
        {
            CreatedAt = Timestamp.FromDateTimeOffset(found.Row.CreatedAt),
            CreatedBy = found.Row.CreatedBy,
            LastModifiedAt = Timestamp.FromDateTimeOffset(found.Row.UpdatedAt),
            LastModifiedBy = found.Row.UpdatedBy,
            EnvironmentId = found.Environment.Name,
        },
    };
}
