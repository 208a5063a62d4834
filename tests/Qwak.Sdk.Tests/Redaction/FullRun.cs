namespace Qwak.Sdk.Tests.Redaction;

/// <summary>Reduced counts by default, those of the acceptance lists with <c>QWAK_TEST_FULL=1</c>.</summary>
internal static class FullRun
{
    public static int Count(int usual, int full) => Environment.GetEnvironmentVariable("QWAK_TEST_FULL") == "1" ? full : usual;
}
