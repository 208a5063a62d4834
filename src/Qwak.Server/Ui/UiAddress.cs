using System.Text;

namespace Qwak.Server.Ui;

/// <summary>Addresses of pages, with what is in them escaped.</summary>
internal static class UiAddress
{
    public static string Of(string path, params ReadOnlySpan<(string Name, string? Value)> query)
    {
        var address = new StringBuilder(path);
        var mark = '?';
        foreach (var (name, value) in query)
        {
            if (!string.IsNullOrEmpty(value))
            {
                address.Append(mark).Append(name).Append('=').Append(Uri.EscapeDataString(value));
                mark = '&';
            }
        }

        return address.ToString();
    }

    public static string OfSecret(string environment, string name, string? part = null) =>
        $"{UiDoor.Home}/{Uri.EscapeDataString(environment)}/{Uri.EscapeDataString(name)}{(part is null ? "" : "/" + part)}";

    public static string OfBuild(string id, string? part = null) => $"/ui/builds/{Uri.EscapeDataString(id)}{(part is null ? "" : "/" + part)}";

    public static string OfSource(string environment, string name, string? part = null) =>
        $"/ui/data-sources/{Uri.EscapeDataString(environment)}/{Uri.EscapeDataString(name)}{(part is null ? "" : "/" + part)}";

    public static string OfMember(string name, string? part = null) => $"/ui/members/{Uri.EscapeDataString(name)}{(part is null ? "" : "/" + part)}";

    public static string OfGroup(string name, string? part = null) => $"{GroupPages.Home}/{Uri.EscapeDataString(name)}{(part is null ? "" : "/" + part)}";

    public static string OfPolicy(string name, string part) => $"/ui/policies/{Uri.EscapeDataString(name)}/{part}";

    /// <summary>A page of ours that a request wants to be led to, never another site.</summary>
    public static string Own(string? wanted) =>
        wanted is not null && wanted.StartsWith("/ui/", StringComparison.Ordinal) && wanted.All(c => c is > ' ' and <= '~' and not '\\') ? wanted : UiDoor.Home;
}
