using System.Text;
using Qwak.Connectors.Kafka;
using Qwak.Connectors.Tests.Support;

namespace Qwak.Connectors.Tests.Kafka;

/// <summary>A client's connection to the double: its login, and what it is answered.</summary>
internal sealed class KafkaSession(KafkaDouble broker)
{
    public const short Fetch = 1;

    private const short Produce = 0;
    private const short ListOffsets = 2;
    private const short Metadata = 3;
    private const short Handshake = 17;
    private const short ApiVersions = 18;
    private const short Authenticate = 36;

    private static readonly (short Api, short Least, short Most)[] Versions =
        [(Produce, 3, 3), (Fetch, 4, 4), (ListOffsets, 1, 1), (Metadata, 4, 4), (Handshake, 1, 1), (ApiVersions, 0, 2), (Authenticate, 0, 0)];

    private string _mechanism = "";
    private ScramServer? _scram;
    private bool _isLoggedIn;

    /// <summary>False: the connection is closed.</summary>
    public bool Answer(short api, short version, KafkaBuffer request, KafkaWriter answer)
    {
        if (!_isLoggedIn && api is not (Handshake or ApiVersions or Authenticate))
        {
            return false;
        }

        switch (api)
        {
            case ApiVersions:
                answer.Int16((short)(version > 2 ? 35 : 0)).Array(Versions, each => answer.Int16(each.Api).Int16(each.Least).Int16(each.Most));
                return version is not (1 or 2) || answer.Int32(0) is not null;
            case Handshake:
                _mechanism = request.Text();
                string[] known = ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"];
                answer.Int16((short)(known.Contains(_mechanism) ? 0 : 33)).Array(known, name => answer.Text(name));
                return true;
            case Authenticate:
                var token = LogIn(request.Bytes().ToArray());
                answer.Int16((short)(token is null ? 58 : 0));
                (token is null ? answer.Text($"Authentication failed for {broker.User}") : answer.Int16(-1)).Bytes(token ?? []);
                return true;
            case Metadata:
                Describe(request, answer);
                return true;
            case Produce:
                request.NullableText();
                request.Int16();
                request.Int32();
                Each(request, answer, (partition, _) => answer.Int16(0).Int64(broker.Append(partition, request.Bytes().ToArray())).Int64(-1));
                answer.Int32(0);
                return true;
            case ListOffsets:
                request.Int32();
                Each(request, answer, (partition, topic) => answer.Int16(Error(topic)).Int64(-1).Int64(request.Int64() == -2 ? 0 : broker.EndOf(partition)));
                return true;
            case Fetch:
                request.Take(4 + 4 + 4 + 4 + 1);
                answer.Int32(0);
                Each(request, answer, (partition, topic) =>
                {
                    var offset = request.Int64();
                    request.Int32();
                    answer.Int16(Error(topic)).Int64(broker.EndOf(partition)).Int64(broker.EndOf(partition)).Int32(0).Bytes(broker.Read(partition, offset));
                });
                return true;
            default:
                return false;
        }
    }

    private static short Error(string topic) => topic switch { KafkaDouble.Topic => 0, "forbidden" => 29, _ => 3 };

    /// <summary>Answers each partition of each topic: the number first, as it is asked for.</summary>
    private static void Each(KafkaBuffer request, KafkaWriter answer, Action<int, string> partition)
    {
        var topics = request.Int32();
        answer.Int32(topics);
        for (; topics > 0; topics--)
        {
            var topic = request.Text();
            var partitions = request.Int32();
            answer.Text(topic).Int32(partitions);
            for (; partitions > 0; partitions--)
            {
                var number = request.Int32();
                answer.Int32(number);
                partition(number, topic);
            }
        }
    }

    private void Describe(KafkaBuffer request, KafkaWriter answer)
    {
        var count = request.Int32();
        var asked = Enumerable.Range(0, Math.Max(count, 0)).Select(_ => request.Text()).ToList();
        var (host, port) = broker.Leader ?? ("localhost", broker.Port);
        answer.Int32(0).Int32(1).Int32(1).Text(host).Int32(port).Int16(-1).Text("cluster").Int32(1);
        answer.Array(count < 0 ? [KafkaDouble.Topic] : asked, topic =>
        {
            answer.Int16(Error(topic)).Text(topic).Int8(0).Int32(Error(topic) == 0 ? KafkaDouble.Partitions : 0);
            for (var number = 0; Error(topic) == 0 && number < KafkaDouble.Partitions; number++)
            {
                answer.Int16(0).Int32(number).Int32(1).Array([1], node => answer.Int32(node)).Array([1], node => answer.Int32(node));
            }
        });
    }

    /// <summary>What to answer a token; null when it is refused.</summary>
    private byte[]? LogIn(byte[] token)
    {
        if (_mechanism == "PLAIN")
        {
            _isLoggedIn = Encoding.UTF8.GetString(token) == $"\0{broker.User}\0{broker.Password}";
            return _isLoggedIn ? [] : null;
        }

        if (_scram is null)
        {
            return (_scram = new ScramServer(broker.User, broker.Password, _mechanism == "SCRAM-SHA-512")).First(token);
        }

        var proof = _scram.Final(token);
        _isLoggedIn = proof is not null;
        return proof;
    }
}
