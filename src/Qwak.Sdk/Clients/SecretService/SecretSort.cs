namespace Qwak.Clients.SecretService;

/// <summary>What a list of secrets is sorted by.</summary>
public enum SecretSort
{
    /// <summary>The secret's name. The default.</summary>
    Name,

    /// <summary>Name of the environment.</summary>
    Environment,

    /// <summary>When the secret was first set.</summary>
    Created,

    /// <summary>When its current version was set.</summary>
    Updated,
}
