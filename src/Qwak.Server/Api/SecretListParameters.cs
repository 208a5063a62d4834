using System.Buffers.Text;
using System.Text;
using Qwak.Core;
using Qwak.Core.Secrets;

namespace Qwak.Server.Api;

/// <summary>The query string of a list of secrets.</summary>
internal static class SecretListParameters
{
    private const int MaximumTokenLength = 500;

    /// <param name="sort"><c>name</c> (default), <c>environment</c>, <c>created</c> or <c>updated</c>.</param>
    /// <param name="order"><c>asc</c> (default) or <c>desc</c>.</param>
    /// <param name="filter">Text that the name contains.</param>
    /// <param name="limit">1 to 1000; 100 by default.</param>
    /// <param name="after"><c>next</c> of the previous page.</param>
    /// <param name="deleted">Lists the deleted secrets instead of the others.</param>
    public static Result<SecretListQuery> Parse(string? sort, string? order, string? filter, int? limit, string? after, bool? deleted)
    {
        SecretSortKey? key = sort switch
        {
            null or "" or "name" => SecretSortKey.Name,
            "environment" => SecretSortKey.Environment,
            "created" => SecretSortKey.Created,
            "updated" => SecretSortKey.Updated,
            _ => null,
        };
        if (key is null)
        {
            return Wrong("sort is one of: name, environment, created, updated.");
        }

        if (order is not (null or "" or "asc" or "desc"))
        {
            return Wrong("order is asc or desc.");
        }

        if (limit is < 1 or > SecretListQuery.MaximumLimit)
        {
            return Wrong($"limit is 1 to {SecretListQuery.MaximumLimit}.");
        }

        if (filter?.Length > SecretListQuery.MaximumFilterLength)
        {
            return Wrong($"filter has at most {SecretListQuery.MaximumFilterLength} characters.");
        }

        var cursor = Cursor(after);
        return !string.IsNullOrEmpty(after) && cursor is null
            ? Wrong("after is not the 'next' of a page.")
            : new SecretListQuery
            {
                Sort = key.Value, Descending = order == "desc", Filter = filter, Limit = limit ?? 100, After = cursor, Deleted = deleted == true,
            };
    }

    /// <summary>Where the next page starts, as opaque text.</summary>
    public static string? Token(SecretCursor? cursor) =>
        cursor is null ? null : Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{cursor.Key}\n{cursor.Id}"));

    private static SecretCursor? Cursor(string? token)
    {
        if (token is null || token.Length is 0 or > MaximumTokenLength || !Base64Url.IsValid(token))
        {
            return null;
        }

        return Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token)).Split('\n') is [var key, { Length: RandomId.Length } id]
            ? new SecretCursor(key, id)
            : null;
    }

    private static Refusal Wrong(string message) => new(RefusalCode.InvalidValue, message);
}
