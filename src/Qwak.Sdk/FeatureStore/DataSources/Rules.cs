using Grpc.Core;

namespace Qwak.FeatureStore.DataSources;

/// <summary>The checks that several classes share. The texts are those of the existing SDK, where it has one.</summary>
internal static class Rules
{
    public static void ExactlyOne(string message, params ReadOnlySpan<string?> texts)
    {
        var given = 0;
        foreach (var text in texts)
        {
            given += string.IsNullOrEmpty(text) ? 0 : 1;
        }

        Require(given == 1, message);
    }

    public static void Given(string? text, string message) => Require(!string.IsNullOrEmpty(text), message);

    public static void Require(bool met, string message)
    {
        if (!met)
        {
            throw Broken(message);
        }
    }

    public static QwakException Broken(string message) =>
        new(message, QwakErrorCodes.InvalidValue, StatusCode.InvalidArgument);
}
