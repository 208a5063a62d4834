namespace Qwak.Tests;

/// <summary>Reduced counts by default, those of the acceptance lists with <c>QWAK_TEST_FULL=1</c>, as <c>./test --full</c> sets it.</summary>
internal static class FullRun
{
    public static bool IsAsked { get; } = Environment.GetEnvironmentVariable("QWAK_TEST_FULL") == "1";

    public static int Count(int usual, int full) => IsAsked ? full : usual;
}

/// <summary>Tests that look at the memory or the time of the whole process: they run when no other does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "Alone";
}
