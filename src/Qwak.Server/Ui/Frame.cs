namespace Qwak.Server.Ui;

/// <summary>What every page has around it. Public, as Razor makes components.</summary>
/// <param name="User">Who is signed in; null for nobody.</param>
/// <param name="AntiForgery">The token that every form sends along.</param>
/// <param name="Places">The environments in which the reader may list secrets.</param>
/// <param name="IsAuditor">Whether to offer the audit trail.</param>
/// <param name="IsAdministrator">Whether to offer keys, members and policies.</param>
public sealed record Frame(
    string? User, string AntiForgery, IReadOnlyList<Place> Places, bool IsAuditor, bool IsAdministrator)
{
    public static readonly Frame OfStranger = new(null, "", [], false, false);

    public bool CanSetSomewhere => Places.Any(place => place.CanSet);

    public Place? PlaceOf(string environment) => Places.FirstOrDefault(place => place.Name == environment);
}

/// <summary>An environment, and what to offer there.</summary>
public sealed record Place(string Name, bool CanSet, bool CanDelete, bool CanUse);
