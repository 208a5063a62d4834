using System.Text;
using Qwak.FeatureStore.DataSources;

namespace Qwak.Connectors.Kafka;

/// <summary>A login by SASL, in Kafka's own frames (SaslHandshake 1, SaslAuthenticate 0).</summary>
internal sealed class KafkaLogin(SaslMechanism mechanism, SecretValue user, SecretValue password)
{
    private const short Handshake = 17;
    private const short Authenticate = 36;

    public async Task RunAsync(KafkaConnection connection, CancellationToken cancellationToken)
    {
        var name = mechanism switch
        {
            SaslMechanism.ScramSha256 => "SCRAM-SHA-256",
            SaslMechanism.ScramSha512 => "SCRAM-SHA-512",
            SaslMechanism.Plain => "PLAIN",
        };
        var answer = await connection.AskAsync(Handshake, 1, request => request.Text(name), cancellationToken);
        KafkaErrors.Check(answer.Int16(), connection.Broker);
        if (mechanism == SaslMechanism.Plain)
        {
            await SendAsync(connection, Encoding.UTF8.GetBytes($"\0{user.Reveal()}\0{password.Reveal()}"), cancellationToken);
            return;
        }

        var scram = new ScramClient(mechanism == SaslMechanism.ScramSha512, user, password);
        var final = scram.Final(await SendAsync(connection, scram.First(), cancellationToken));
        if (final is null || !scram.IsServer(await SendAsync(connection, final, cancellationToken)))
        {
            throw new ConnectorException(ConnectorFailure.Login, $"The broker at {connection.Broker} does not prove that it knows the password.");
        }
    }

    public override string ToString() => "[redacted]";

    private static async Task<byte[]> SendAsync(KafkaConnection connection, byte[] token, CancellationToken cancellationToken)
    {
        var answer = await connection.AskAsync(Authenticate, 0, request => request.Bytes(token), cancellationToken);
        KafkaErrors.Check(answer.Int16(), connection.Broker);
        answer.NullableText();
        return answer.Bytes().ToArray();
    }
}
