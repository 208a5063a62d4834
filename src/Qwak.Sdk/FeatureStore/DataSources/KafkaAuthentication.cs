using Qwak.Wire.Sources;

namespace Qwak.FeatureStore.DataSources;

/// <summary>How a Kafka source logs in.</summary>
public abstract class KafkaAuthentication
{
    private protected KafkaAuthentication()
    {
    }

    internal abstract Authentication ToWire();

    internal static KafkaAuthentication? FromWire(Authentication? wire) => wire?.TypeCase switch
    {
        Authentication.TypeOneofCase.Sasl => new SaslAuthentication(
            wire.Sasl.UsernameSecret,
            wire.Sasl.PasswordSecret,
            (SaslMechanism)wire.Sasl.SaslMechanism,
            (SecurityProtocol)wire.Sasl.SecurityProtocol),
        Authentication.TypeOneofCase.Plain => new PlainAuthentication(),
        Authentication.TypeOneofCase.Ssl => new SslAuthentication(),
        _ => null,
    };
}

/// <summary>Neither login nor TLS.</summary>
public sealed class PlainAuthentication : KafkaAuthentication
{
    internal override Authentication ToWire() => new() { Plain = new() };
}

/// <summary>TLS without a login of its own.</summary>
public sealed class SslAuthentication : KafkaAuthentication
{
    internal override Authentication ToWire() => new() { Ssl = new() };
}

/// <summary>SASL over TLS, with user name and password that secrets hold.</summary>
/// <param name="usernameSecret">Name of the secret that holds the user name.</param>
/// <param name="passwordSecret">Name of the secret that holds the password.</param>
/// <param name="saslMechanism">The mechanism.</param>
/// <param name="securityProtocol">What is spoken below SASL.</param>
public sealed class SaslAuthentication(
    string usernameSecret, string passwordSecret, SaslMechanism saslMechanism, SecurityProtocol securityProtocol)
    : KafkaAuthentication
{
    /// <summary>Name of the secret that holds the user name.</summary>
    public string UsernameSecret { get; } = usernameSecret;

    /// <summary>Name of the secret that holds the password.</summary>
    public string PasswordSecret { get; } = passwordSecret;

    /// <summary>The mechanism.</summary>
    public SaslMechanism SaslMechanism { get; } = saslMechanism;

    /// <summary>What is spoken below SASL.</summary>
    public SecurityProtocol SecurityProtocol { get; } = securityProtocol;

    internal override Authentication ToWire() => new()
    {
        Sasl = new()
        {
            UsernameSecret = UsernameSecret,
            PasswordSecret = PasswordSecret,
            SaslMechanism = (Wire.Sources.SaslMechanism)SaslMechanism,
            SecurityProtocol = (Wire.Sources.SecurityProtocol)SecurityProtocol,
        },
    };
}

/// <summary>Mechanisms of SASL; the numbers are those of the wire.</summary>
public enum SaslMechanism
{
    /// <summary>SCRAM-SHA-256.</summary>
    ScramSha256 = 0,

    /// <summary>SCRAM-SHA-512.</summary>
    ScramSha512 = 1,

    /// <summary>PLAIN.</summary>
    Plain = 2,
}

/// <summary>What is spoken below SASL; the numbers are those of the wire.</summary>
public enum SecurityProtocol
{
    /// <summary>TLS.</summary>
    SaslSsl = 0,
}
