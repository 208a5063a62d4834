namespace Qwak.Core.Access;

/// <summary>Who asks.</summary>
internal sealed record Principal(string Id, string Name, PrincipalKind Kind);

/// <summary>What kind of principal; stored and shown as its text.</summary>
internal enum PrincipalKind
{
    User,
    ServiceAccount,
}

internal static class PrincipalKinds
{
    public static string Text(this PrincipalKind kind) => kind switch
    {
        PrincipalKind.User => "user",
        PrincipalKind.ServiceAccount => "service-account",
    };

    public static PrincipalKind Parse(string text) =>
        text == "service-account" ? PrincipalKind.ServiceAccount : PrincipalKind.User;
}
