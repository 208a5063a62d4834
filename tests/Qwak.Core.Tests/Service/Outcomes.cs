namespace Qwak.Core.Tests.Service;

/// <summary>Results as tests speak of them.</summary>
internal static class Outcomes
{
    /// <summary>The value of a result that must not be refused.</summary>
    public static T Good<T>(this Result<T> result)
    {
        Assert.True(!result.IsRefused, $"Refused: {result.Refusal?.CodeText} {result.Refusal?.Message}");
        return result.Value!;
    }

    /// <summary><c>ok</c>, or the stable code of the refusal.</summary>
    public static string Code<T>(this Result<T> result) => result.Refusal?.CodeText ?? "ok";
}
