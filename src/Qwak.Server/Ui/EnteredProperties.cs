using System.Globalization;
using Qwak.Core;
using Qwak.Core.Secrets;

namespace Qwak.Server.Ui;

/// <summary>The form of a secret's properties as it stands. Public, as Razor makes components.</summary>
public sealed record EnteredProperties(string Description, string Owner, string Tags, string ExpiresOn, bool IsSensitive)
{
    private const string DateFormat = "yyyy-MM-dd";

    public static EnteredProperties Of(SecretProperties secret) => new(
        secret.Description ?? "", secret.Owner ?? "", string.Join(' ', secret.Tags),
        secret.ExpiresAt?.UtcDateTime.ToString(DateFormat, CultureInfo.InvariantCulture) ?? "", secret.IsSensitive);

    internal static EnteredProperties Of(UiForm form) => new(
        form["description"] ?? "", form["owner"] ?? "", form["tags"] ?? "", form["expires"] ?? "", form["sensitive"] is not null);

    /// <summary>What is empty is taken away; a secret expires at the end of its day, UTC.</summary>
    internal Result<SecretDetailsChange> ToChange()
    {
        DateTimeOffset? expiresAt = null;
        if (ExpiresOn.Length > 0)
        {
            if (!DateOnly.TryParseExact(ExpiresOn, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            {
                return new Refusal(RefusalCode.InvalidValue, "A date is written as year-month-day, such as 2027-01-31.");
            }

            expiresAt = new DateTimeOffset(day.ToDateTime(new TimeOnly(23, 59, 59)), TimeSpan.Zero);
        }

        return new SecretDetailsChange(
            Description, Owner, Tags.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries), expiresAt, expiresAt is null, IsSensitive);
    }
}
