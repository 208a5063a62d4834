namespace Qwak.Connectors.PostgreSql;

internal static class PostgreSqlText
{
    /// <summary>What PostgreSQL makes of a name that is not quoted.</summary>
    public static string Fold(string name) => string.Create(name.Length, name, static (folded, name) => System.Text.Ascii.ToLower(name, folded, out _));
}
