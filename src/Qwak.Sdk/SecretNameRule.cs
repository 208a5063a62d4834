namespace Qwak;

/// <summary>Which names are accepted.</summary>
public enum SecretNameRule
{
    /// <summary>Lowercase letters, digits and hyphens. The default.</summary>
    Strict,

    /// <summary>Underscores too, for accounts that bring such names along (<c>--legacy-names</c> on the server).</summary>
    Legacy,
}
