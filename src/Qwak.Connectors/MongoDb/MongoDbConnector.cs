using System.Net.Security;
using MongoDB.Bson;
using MongoDB.Bson.IO;
using MongoDB.Driver;
using MongoDB.Driver.Core.Connections;
using MongoDB.Driver.Core.Events;
using Qwak.Connectors.Network;
using Qwak.FeatureStore.DataSources;

namespace Qwak.Connectors.MongoDb;

/// <summary>MongoDB, through its driver. A collection has no columns of its own: those of the documents that are read are told.</summary>
internal sealed class MongoDbConnector : IDataSourceConnector
{
    /// <summary>So many documents are looked at for the columns, however few are asked for.</summary>
    private const int FewestInspected = 100;

    private static readonly TimeSpan FindingServer = TimeSpan.FromSeconds(10);

    private readonly MongoDbDefinition _definition;
    private readonly SourceAccess _access;
    private readonly MongoDbReach _reach;
    private readonly GuardedRelay _relay;
    private readonly Lazy<MongoClient> _client;

    public MongoDbConnector(MongoDbSource source, SourceAccess access)
    {
        _definition = MongoDbDefinition.Of(source);
        _access = access;
        foreach (var host in _definition.Hosts)
        {
            access.Guard.Check(host);
        }

        _reach = new MongoDbReach(_definition.Hosts);
        _relay = new GuardedRelay(access.Guard, _reach.Refused);
        _client = new Lazy<MongoClient>(Connect);
    }

    public async Task<RowReader> OpenAsync(int rows, CancellationToken cancellationToken)
    {
        using var trying = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _reach.Hopeless);
        try
        {
            return await ReadAsync(rows, trying.Token);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && exception is (TimeoutException or OperationCanceledException or MongoConnectionException))
        {
            _reach.ThrowFailure();
            throw;
        }
    }

    public ConnectorException? Explain(Exception exception) => MongoDbErrors.Explain(exception, _definition.Source);

    public async ValueTask DisposeAsync()
    {
        if (_client.IsValueCreated)
        {
            _client.Value.Dispose();
        }

        await _relay.DisposeAsync();
        _reach.Dispose();
    }

    private async Task<RowReader> ReadAsync(int rows, CancellationToken cancellationToken)
    {
        var source = _definition.Source;
        var database = _client.Value.GetDatabase(source.Database);

        // A collection that is not there is an empty one to a query.
        var named = new ListCollectionNamesOptions { Filter = new BsonDocument("name", source.Collection), AuthorizedCollections = true };
        using (var names = await database.ListCollectionNamesAsync(named, cancellationToken))
        {
            if (!await names.AnyAsync(cancellationToken))
            {
                throw MongoDbErrors.Missing(source);
            }
        }

        var find = new FindOptions<RawBsonDocument> { Limit = Math.Max(rows, FewestInspected), MaxTime = _access.Limits.Time };
        using var found = await database.GetCollection<RawBsonDocument>(source.Collection)
            .FindAsync(FilterDefinition<RawBsonDocument>.Empty, find, cancellationToken);
        return new MongoDbRows(await BufferAsync(found, Math.Max(rows, 1), cancellationToken));
    }

    /// <summary>The documents, as many as may be kept: those looked at for the columns alone are left out beyond that.</summary>
    private async Task<List<BsonDocument>> BufferAsync(IAsyncCursor<RawBsonDocument> found, int wanted, CancellationToken cancellationToken)
    {
        var (documents, bytes) = (new List<BsonDocument>(), 0L);
        while (await found.MoveNextAsync(cancellationToken))
        {
            foreach (var raw in found.Current)
            {
                using (raw)
                {
                    bytes += raw.Slice.Length;
                    if (bytes > _access.Limits.AnswerBytes)
                    {
                        return documents.Count >= wanted
                            ? documents
                            : throw new ConnectorException(ConnectorFailure.Query, $"These documents have more than {_access.Limits.AnswerBytes} bytes: ask for fewer.");
                    }

                    MongoDbNesting.Check(Bytes(raw.Slice));
                    documents.Add(raw.Materialize(new BsonBinaryReaderSettings()));
                }
            }
        }

        return documents;
    }

    private static byte[] Bytes(IByteBuffer document)
    {
        var bytes = new byte[document.Length];
        document.GetBytes(0, bytes, 0, bytes.Length);
        return bytes;
    }

    private MongoClient Connect()
    {
        _relay.Start();
        var (source, policy) = (_definition.Source, _access.Guard.Policy);
        var (user, password) = (_access.Secrets[source.UsernameSecretName], _access.Secrets[source.PasswordSecretName]);
        var login = new MongoInternalIdentity(_definition.Option("authSource") ?? source.Database, user.Reveal());
        return new MongoClient(new MongoClientSettings
        {
            Servers = _definition.Hosts.Select(host => new MongoServerAddress(host.Host, host.Port)),
            DirectConnection = "true".Equals(_definition.Option("directConnection"), StringComparison.OrdinalIgnoreCase),
            ReplicaSetName = _definition.Option("replicaSet"),
            ReadPreference = new ReadPreference(
                Enum.Parse<ReadPreferenceMode>(_definition.Option("readPreference") ?? nameof(ReadPreferenceMode.SecondaryPreferred), ignoreCase: true)),
            Credential = new MongoCredential(_definition.Option("authMechanism"), login, new PasswordEvidence(password.Reveal())),

            // The relay is given the members' names, also of those that the driver learns of; TLS is verified on them.
            Socks5ProxySettings = new Socks5ProxySettings(
                "127.0.0.1", _relay.Port, Socks5AuthenticationSettings.UsernamePassword("qwak", _relay.Password)),
            UseTls = true,
            SslSettings = new SslSettings
            {
                CheckCertificateRevocation = false,
                ServerCertificateValidationCallback = (stream, certificate, chain, _) =>
                    policy.Accepts(certificate, chain, ((SslStream)stream).TargetHostName),
            },
            ClusterConfigurator = cluster => cluster
                .Subscribe<ServerHeartbeatSucceededEvent>(beat => _reach.Succeeded(beat.ConnectionId.ServerId.EndPoint))
                .Subscribe<ServerHeartbeatFailedEvent>(beat => _reach.Failed(beat.ConnectionId.ServerId.EndPoint, beat.Exception)),
            ServerSelectionTimeout = FindingServer,
            MaxConnectionPoolSize = _access.Limits.ConnectionsPerSource,
            RetryReads = false,
            RetryWrites = false,
            ApplicationName = "qwak",
        });
    }
}
