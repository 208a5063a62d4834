using System.Net;
using Qwak.Connectors.Network;
using Qwak.FeatureStore.DataSources;

namespace Qwak.Connectors.Tests.Support;

/// <summary>Uses sources as the service does, and looks at each failure for pieces of values.</summary>
internal sealed class SourceUser : IAsyncDisposable
{
    public static readonly NetworkPolicy Loopback =
        new() { AllowedNetworks = [IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("::1/128")], TrustedRoots = TestCertificates.Roots };

    public Canaries Canaries { get; } = new();

    public DataSourceConnections Connections { get; set; } = new(new ConnectorLimits { Time = TimeSpan.FromSeconds(20) }, TimeProvider.System);

    public NetworkPolicy Policy { get; set; } = Loopback;

    public string[] Destinations { get; set; } = ["localhost:*", "127.0.0.1:*"];

    public SourceKey Key { get; set; } = new(Source: null, Version: "1");

    public Task<Sample> SampleAsync(DataSource source, int rows = 1000, CancellationToken cancellationToken = default) =>
        ReadAsync(source, rows, (source as BatchSource)?.DateCreatedColumn, cancellationToken);

    private async Task<Sample> ReadAsync(
        DataSource source, int rows, string? dateColumn, CancellationToken cancellationToken)
    {
        await using var reader = await Connections.OpenAsync(
            source, Key, Canaries.Secrets, Canaries.Guard(Policy, Destinations), rows, cancellationToken);
        var sample = new Sample(reader.Columns, await reader.ReadAllAsync(cancellationToken).ToListAsync(cancellationToken));
        if (dateColumn is not null)
        {
            reader.RequireColumn(dateColumn);
        }

        return sample;
    }

    public async Task<ConnectorException> FailAsync(ConnectorFailure failure, DataSource source)
    {
        var exception = await Assert.ThrowsAsync<ConnectorException>(() => SampleAsync(source));
        Canaries.AssertAbsent(exception.ToString());
        Assert.Null(exception.InnerException);
        Assert.True(failure == exception.Failure, $"{exception.Failure} instead of {failure}: {exception.Message}");
        return exception;
    }

    public ValueTask DisposeAsync() => Connections.DisposeAsync();
}

internal sealed record Sample(IReadOnlyList<SourceColumn> Columns, IReadOnlyList<object?[]> Rows)
{
    public (ColumnKind Kind, object? Cell) this[string column]
    {
        get
        {
            var index = Columns.Index().Single(each => each.Item.Name == column).Index;
            return (Columns[index].Kind, Rows[0][index]);
        }
    }
}
