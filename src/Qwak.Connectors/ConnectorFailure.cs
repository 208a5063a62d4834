namespace Qwak.Connectors;

/// <summary>What failed when a data source was opened or read. A closed set: every driver's failures are mapped onto it.</summary>
internal enum ConnectorFailure
{
    /// <summary>No connector opens this kind of source yet.</summary>
    Unsupported,

    /// <summary>The definition or the form of a secret's value cannot be used: a URL, an option, a key.</summary>
    Definition,

    /// <summary>An address that the bindings of the secrets, or the service itself, do not allow.</summary>
    RefusedDestination,
    NameResolution,

    /// <summary>Nobody answers at the address, or the connection broke.</summary>
    Connection,
    Tls,
    Login,
    Database,
    Table,
    Column,

    /// <summary>The database does not understand the query, or fails to run it.</summary>
    Query,
    Permission,
    Timeout,

    /// <summary>The other side answered what the protocol does not provide for.</summary>
    Protocol,
}
