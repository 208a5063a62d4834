using System.Text;
using Qwak.Redaction;

namespace Qwak.Sdk.Tests.Redaction;

/// <summary>The outcome is that of the reference, and the same however the text is cut into writes. It takes all threads: clients beside it would wait for one.</summary>
[Collection(Alone.Name)]
public sealed class ExactnessTests
{
    private const int TextsForEachRedactor = 20;

    [Fact]
    public void Random_secrets_texts_and_splits_give_what_the_reference_gives()
    {
        Parallel.For(0, FullRun.Count(usual: 10_000, full: 1_000_000) / TextsForEachRedactor, Check);
    }

    private static void Check(int seed)
    {
        var dice = new Dice((ulong)seed);
        var secrets = new RandomText(dice);
        using var redactor = secrets.Redactor();
        var patterns = redactor.Read(set => set.All);
        for (var i = 0; i < TextsForEachRedactor; i++)
        {
            var text = secrets.Text(patterns);
            var expected = ReferenceRedactor.Redact(patterns, text);
            Same(expected, redactor.Redact(text), text, $"seed {seed}, text {i}, in one write");
            Same(expected, Split(redactor, text, dice), text, $"seed {seed}, text {i}, split");
        }
    }

    private static byte[] Split(Redactor redactor, byte[] text, Dice dice)
    {
        using var output = new MemoryStream();
        using (var stream = new RedactingStream(output, redactor, leaveOpen: true))
        {
            for (var i = 0; i < text.Length;)
            {
                var length = Math.Min(text.Length - i, dice.OneIn(3) ? 1 : 1 + dice.Throw(40));
                stream.Write(text.AsSpan(i, length));
                stream.Flush();
                i += length;
            }
        }

        return output.ToArray();
    }

    private static void Same(byte[] expected, byte[] actual, byte[] text, string where)
    {
        if (!expected.AsSpan().SequenceEqual(actual))
        {
            Assert.Fail($"{where}\ntext     {Show(text)}\nexpected {Show(expected)}\nactual   {Show(actual)}");
        }
    }

    private static string Show(byte[] bytes) => System.Text.Json.JsonSerializer.Serialize(Encoding.Latin1.GetString(bytes));
}
