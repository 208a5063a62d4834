using System.Globalization;

namespace Qwak.Core.Encryption;

/// <summary>How far a rewrap is: the place of a version, in the order of keys, secrets and versions.</summary>
internal readonly record struct RewrapPosition(string KeyId, string SecretId, int Version)
{
    public static bool TryParse(string? text, out RewrapPosition position)
    {
        position = new("", "", 0);
        if (text is null)
        {
            return true;
        }

        if (text.Split('.') is not [var key, var secret, var number]
            || !RandomId.IsOne(key) || !RandomId.IsOne(secret) || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var version))
        {
            return false;
        }

        position = new(key, secret, version);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{KeyId}.{SecretId}.{Version}");
}
