namespace Qwak.EndToEnd.Tests.Durability;

/// <summary>Reduced counts by default, those of the acceptance lists with <c>QWAK_TEST_FULL=1</c>.</summary>
internal static class FullRun
{
    public static bool IsAsked { get; } = Environment.GetEnvironmentVariable("QWAK_TEST_FULL") == "1";

    public static int Count(int usual, int full) => IsAsked ? full : usual;
}
