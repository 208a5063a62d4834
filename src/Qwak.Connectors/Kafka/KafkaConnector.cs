using Qwak.Connectors.Network;
using Qwak.FeatureStore.DataSources;

namespace Qwak.Connectors.Kafka;

/// <summary>
/// Kafka, through a small client of ours: the drivers at hand dial whichever broker they are told of, without asking. It
/// reads a topic's newest messages, joins no group and commits no offset.
/// </summary>
internal sealed class KafkaConnector : IDataSourceConnector
{
    private readonly KafkaDefinition _definition;
    private readonly SaslAuthentication _login;
    private readonly SourceAccess _access;

    public KafkaConnector(KafkaSource source, SourceAccess access)
    {
        (_access, _definition) = (access, KafkaDefinition.Of(source));

        // Nothing would say where a source without secrets may go: who defines it could try out every address of the network.
        _login = source.AuthenticationMethod as SaslAuthentication ?? throw new ConnectorException(
            ConnectorFailure.RefusedDestination,
            "A source without a login names no secret, and so is bound to no destination. Log in with SASL_SSL, with secrets that are bound to the brokers.");
        foreach (var broker in _definition.Bootstrap)
        {
            access.Guard.Check(broker);
        }
    }

    public async Task<RowReader> OpenAsync(int rows, CancellationToken cancellationToken)
    {
        var login = new KafkaLogin(_login.SaslMechanism, _access.Secrets[_login.UsernameSecret], _access.Secrets[_login.PasswordSecret]);
        var cluster = new KafkaCluster(_access, login);
        try
        {
            var partitions = await cluster.FindAsync(_definition, cancellationToken);
            return partitions.Count == 0
                ? throw new ConnectorException(ConnectorFailure.Table, "There is no topic, or no partition, as the source's definition chooses them.")
                : new KafkaRows(cluster, partitions, perPartition: (rows + partitions.Count - 1) / partitions.Count, new ByteBudget(_access.Limits.AnswerBytes));
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public ConnectorException? Explain(Exception exception) =>
        exception is EndOfStreamException ? new ConnectorException(ConnectorFailure.Connection, "A broker ended the connection.") : null;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
