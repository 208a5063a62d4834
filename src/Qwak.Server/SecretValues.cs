using Qwak.Core;

namespace Qwak.Server;

/// <summary>Values as they come through a door.</summary>
internal static class SecretValues
{
    public static Result<SecretValue> Parse(string? text)
    {
        try
        {
            return text is null
                ? new Refusal(RefusalCode.InvalidValue, "A value is needed; it may be empty.")
                : SecretValue.FromString(text);
        }
        catch (ArgumentException)
        {
            return new Refusal(RefusalCode.InvalidValue, "The value is not valid Unicode text.");
        }
    }
}
