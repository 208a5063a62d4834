namespace Qwak.Cli.Tests;

/// <summary>Answers of the REST door.</summary>
internal static class Answers
{
    public const string WhoAmI = """{"id":"1","name":"test-user","kind":"user","environment":"default","roles":[]}""";

    public static string Secret(string name, int version, bool isSensitive = true) => $$"""
        {"name":"{{name}}","environment":"default","version":{{version}},"createdAt":"2026-01-02T03:04:05.678Z",
         "updatedAt":"2026-02-03T04:05:06Z","createdBy":"test-user","updatedBy":"test-user","isSensitive":{{(isSensitive ? "true" : "false")}}}
        """;

    public static string Items(params string[] items) => $$"""{"items":[{{string.Join(',', items)}}]}""";
}
