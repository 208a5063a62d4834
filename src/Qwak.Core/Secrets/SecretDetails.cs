using Qwak.Core.Encryption;

namespace Qwak.Core.Secrets;

/// <summary>What people say of a secret. None of it is secret, and none may hold a value.</summary>
internal sealed record SecretDetails(
    string? Description, string? Owner, IReadOnlyList<string> Tags, DateTimeOffset? ExpiresAt, bool IsSensitive)
{
    public const int MaximumDescriptionLength = 500;
    public const int MaximumOwnerLength = 100;
    public const int MaximumTags = 20;
    public const int MaximumTagLength = 50;

    /// <summary>Those of a new secret.</summary>
    public static readonly SecretDetails None = new(null, null, [], null, IsSensitive: true);

    /// <summary>The tags as stored: no tag holds a line break.</summary>
    public string? TagText => Tags.Count == 0 ? null : string.Join('\n', Tags);

    public static IReadOnlyList<string> ParseTags(string? text) => string.IsNullOrEmpty(text) ? [] : text.Split('\n');

    /// <summary>The details with what a change says; what it does not say stays.</summary>
    public Result<SecretDetails> With(SecretDetailsChange change) => change.Problem() is { } problem
        ? problem
        : new SecretDetails(
            Kept(change.Description, Description),
            Kept(change.Owner, Owner),
            change.Tags is { } tags ? [.. tags.Distinct().Order(StringComparer.Ordinal)] : Tags,
            change.NeverExpires == true ? null : change.ExpiresAt ?? ExpiresAt,
            change.IsSensitive ?? IsSensitive);

    public FieldWriter AddTo(FieldWriter fields) => fields
        .Text(Description).Text(Owner).Text(TagText).Number(ExpiresAt?.ToUnixTimeMilliseconds() ?? -1).Number(IsSensitive ? 1 : 0);

    private static string? Kept(string? said, string? was) => said is null ? was : said.Length == 0 ? null : said;
}

/// <summary>A change of the details: null keeps what is there, an empty text or list removes it.</summary>
internal sealed record SecretDetailsChange(
    string? Description, string? Owner, IReadOnlyList<string>? Tags, DateTimeOffset? ExpiresAt, bool? NeverExpires, bool? IsSensitive)
{
    public Refusal? Problem()
    {
        if (!IsLine(Description, SecretDetails.MaximumDescriptionLength))
        {
            return Wrong($"A description is one line of at most {SecretDetails.MaximumDescriptionLength} characters.");
        }

        if (!IsLine(Owner, SecretDetails.MaximumOwnerLength))
        {
            return Wrong($"An owner is one line of at most {SecretDetails.MaximumOwnerLength} characters.");
        }

        if (Tags is { } tags && (tags.Count > SecretDetails.MaximumTags || tags.Any(tag => !IsTag(tag))))
        {
            return Wrong(
                $"There are at most {SecretDetails.MaximumTags} tags, each of 1 to {SecretDetails.MaximumTagLength} characters without spaces or commas.");
        }

        return ExpiresAt is not null && NeverExpires == true ? Wrong("It cannot both expire and never expire.") : null;
    }

    // Control and format characters could forge lines and directions in a terminal or a page.
    private static bool IsLine(string? text, int most) => text is null || (text.Length <= most && text.All(IsVisible));

    private static bool IsTag(string? tag) => tag is { Length: > 0 } && IsLine(tag, SecretDetails.MaximumTagLength) && !tag.Any(c => c is ',' || char.IsWhiteSpace(c));

    private static bool IsVisible(char c) => char.GetUnicodeCategory(c) is not (
        System.Globalization.UnicodeCategory.Control or System.Globalization.UnicodeCategory.Format
        or System.Globalization.UnicodeCategory.LineSeparator or System.Globalization.UnicodeCategory.ParagraphSeparator);

    private static Refusal Wrong(string message) => new(RefusalCode.InvalidValue, message);
}
