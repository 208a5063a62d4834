using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Qwak.Clients.Administration;

namespace Qwak.Cli.Options;

/// <summary>What can be said of a secret: the options of <c>set</c> and <c>properties</c>.</summary>
internal sealed class DetailOptions
{
    private readonly Option<string> _description = new("--description") { Description = "what it is for; '' removes it", HelpName = "TEXT" };
    private readonly Option<string> _owner = new("--owner") { Description = "who answers for it; '' removes it", HelpName = "TEXT" };

    private readonly Option<string[]> _tags = new("--tag")
    {
        Description = "word to find it by; may repeat, and replaces those that are there; '' removes them",
        HelpName = "WORD",
    };

    private readonly Option<string> _expires = new("--expires")
    {
        Description = "when its value should have been replaced: a date such as 2027-01-31, days such as 30d, or 'never'",
        HelpName = "WHEN",
    };

    private readonly Option<bool> _isNotSensitive = new("--not-sensitive") { Description = "it need not be hidden in logs, such as a user name" };
    private readonly Option<bool> _isSensitive = new("--sensitive") { Description = "takes --not-sensitive back" };

    public Option[] All => [_description, _owner, _tags, _expires, _isNotSensitive, _isSensitive];

    public bool IsNotSensitive(ParseResult result) => result.GetValue(_isNotSensitive);

    public void Validate(CommandResult result)
    {
        if (result.GetValue(_isSensitive) && result.GetValue(_isNotSensitive))
        {
            result.AddError("Only one of '--sensitive' and '--not-sensitive' may be given.");
        }

        if (result.GetValue(_expires) is { } expires && expires != "never" && Expiry(expires, DateTimeOffset.UnixEpoch) is null)
        {
            result.AddError("Invalid value for '--expires': give a date such as 2027-01-31, days such as 30d, or 'never'.");
        }
    }

    /// <summary>The change that the options ask for; null for none.</summary>
    public SecretPropertiesChange? Read(ParseResult result, DateTimeOffset now)
    {
        var expires = result.GetValue(_expires);
        var change = new SecretPropertiesChange
        {
            Description = result.GetValue(_description),
            Owner = result.GetValue(_owner),
            Tags = result.GetResult(_tags) is null ? null : [.. result.GetValue(_tags)!.Where(tag => tag.Length > 0)],
            ExpiresAt = expires is null or "never" ? null : Expiry(expires, now),
            NeverExpires = expires == "never",
            IsSensitive = result.GetValue(_isNotSensitive) ? false : result.GetValue(_isSensitive) ? true : null,
        };
        return change.IsEmpty ? null : change;
    }

    private static DateTimeOffset? Expiry(string text, DateTimeOffset now)
    {
        if (text.EndsWith('d') && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is >= 1 and <= 3650)
        {
            return now.AddDays(days);
        }

        return DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;
    }
}
