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

    /// <summary>A page of ours that a request wants to be led to, never another site.</summary>
    public static string Own(string? wanted) =>
        wanted is not null && wanted.StartsWith("/ui/", StringComparison.Ordinal) && !wanted.Contains('\\', StringComparison.Ordinal) ? wanted : UiDoor.Home;
}
