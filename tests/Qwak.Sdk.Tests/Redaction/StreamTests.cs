using System.Text;
using Qwak.Redaction;

namespace Qwak.Sdk.Tests.Redaction;

public sealed class StreamTests
{
    private const string Value = "hunter2-S3cr3t-Pass-Key";

    [Fact]
    public void A_stream_is_only_written_to_and_only_until_it_is_disposed()
    {
        using var redactor = FormTests.With(("db", "hunter2-S3cr3t"));
        var stream = new RedactingStream(Stream.Null, redactor);
        Assert.Equal((false, false, true), (stream.CanRead, stream.CanSeek, stream.CanWrite));
        stream.Dispose();
        Assert.False(stream.CanWrite);
        Assert.Throws<ObjectDisposedException>(() => stream.Write("text"u8));
    }

    [Fact]
    public void A_secret_printed_character_by_character_with_flushes_does_not_get_through()
    {
        using var scene = new Scene(("db", Value));
        foreach (var c in $"x{Value}y")
        {
            scene.Write(c.ToString());
        }

        Assert.Equal("x[redacted:db]y", scene.Output);
    }

    [Fact]
    public void Colours_carriage_returns_and_line_breaks_inside_a_secret_are_seen_through()
    {
        using var scene = new Scene(("db", Value));
        scene.Write("\u001b[32mhunter2-\u001b[1;31mS3cr3t\r-Pass\r\n-Key\u001b(B\u001b[m.");
        Assert.Equal("\u001b[32m[redacted:db]\u001b(B\u001b[m.", scene.Output);
    }

    [Fact]
    public void A_beginning_is_held_until_it_is_disproved_and_all_else_passes_at_once()
    {
        using var scene = new Scene(("db", Value));
        scene.Write("step 1 hunter2-");
        Assert.Equal("step 1 ", scene.Output);
        scene.Write("!");
        Assert.Equal("step 1 hunter2-!", scene.Output);
    }

    [Fact]
    public void A_line_passes_with_its_end_although_its_last_letters_begin_a_secret()
    {
        using var scene = new Scene(("db", Value));
        scene.Write("huh hun\n");
        Assert.Equal("huh hun\n", scene.Output);
        scene.Write("ter2-S3cr3t-Pass-Key\n");
        Assert.Equal("huh hun\n[redacted:db]\n", scene.Output);
    }

    [Theory]
    [InlineData("hun|ter2-S3cr3t-Pass-Key")]
    [InlineData("hunter2-S3|cr3t-Pass-Key")]
    [InlineData("hunter2-S3cr3t|-Pass-Key")]
    [InlineData("hunter2-S3cr3t-Pass-Ke|y")]
    [InlineData("hunter2|-|S3cr3t-Pass-|Key")]
    public void A_secret_over_several_lines_written_line_by_line_is_found_wherever_they_end(string broken)
    {
        for (var before = 0; before < 20; before++)
        {
            using var scene = new Scene(("db", Value), ("other", "hunter2-S3cr3t-Pass-Other"));
            foreach (var line in (new string('.', before) + broken).Split('|'))
            {
                scene.Write(line + "\n");
            }

            // Up to three bytes before a break pass.
            Assert.EndsWith("[redacted:db]\n", scene.Output);
            Assert.InRange(scene.Output.Length - before, 0, "hun\n[redacted:db]\n".Length);
        }
    }

    [Fact]
    public void A_beginning_that_many_secrets_share_is_held_whatever_its_length()
    {
        const string Shared = "postgresql://build:";
        for (var length = 1; length < Shared.Length; length++)
        {
            using var scene = new Scene([.. Enumerable.Range(0, 20).Select(i => ($"db-{i}", $"{Shared}{i:D2}-S3cr3t-Pass@db.example.org/features"))]);
            scene.Write("see " + Shared[..length]);
            Assert.Equal("see ", scene.Output);
            scene.Write(Shared[length..] + "07-S3cr3t-Pass@db.example.org/features");
            scene.Stream.Dispose();
            Assert.Equal("see [redacted:db-7]", scene.Output);
        }
    }

    [Fact]
    public void What_is_held_at_the_end_passes()
    {
        using var scene = new Scene(("db", Value));
        scene.Write("hunter2-");
        scene.Stream.Dispose();
        Assert.Equal("hunter2-", scene.Output);
    }

    [Fact]
    public void A_secret_that_ends_with_the_text_and_like_an_escape_sequence_is_found_between_colours()
    {
        using var scene = new Scene(("db", "m1=\u001b=1m\u001b["));
        scene.Write("m\u001b[0m1=\u001b=1m\u001b[");
        scene.Stream.Dispose();
        Assert.Equal("[redacted:db]", scene.Output);
    }

    [Fact]
    public void What_overlaps_is_redacted_once()
    {
        using var scene = new Scene(("one", "abcdefghij"), ("two", "ghijklmnop"));
        scene.Write("<abcdefghijklmnop>");
        Assert.Equal("<[redacted:one]>", scene.Output);
    }

    [Fact]
    public void A_run_without_an_end_is_not_kept_in_memory()
    {
        using var scene = new Scene(("db", "aaaaaaaa"));
        for (var i = 0; i < 1000; i++)
        {
            scene.Write(new string('a', 1000));
        }

        Assert.Equal("", scene.Output);
        scene.Write("b");
        Assert.Equal("[redacted:db]b", scene.Output);
    }

    [Fact]
    public void A_secret_that_comes_late_is_redacted_from_then_on()
    {
        using var scene = new Scene();
        scene.Write(Value);
        scene.Add("db", Value);
        scene.Write(Value + ".");
        Assert.Equal(Value + "[redacted:db].", scene.Output);
    }

    [Fact]
    public async Task Written_asynchronously_it_is_the_same()
    {
        using var redactor = FormTests.With(("db", Value));
        using var inner = new MemoryStream();
        await using (var stream = new RedactingStream(inner, redactor, leaveOpen: true))
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes("a hunter2-S3cr3t"), TestContext.Current.CancellationToken);
            await stream.WriteAsync(Encoding.UTF8.GetBytes("-Pass-Key b"), TestContext.Current.CancellationToken);
        }

        Assert.Equal("a [redacted:db] b", Encoding.UTF8.GetString(inner.ToArray()));
    }

    [Fact]
    public void Clean_bytes_of_any_kind_pass_as_they_are()
    {
        using var scene = new Scene(("db", Value), ("key", "first line\nsecond line"));
        var dice = new Dice(7);
        var bytes = Enumerable.Range(0, 300_000).Select(_ => (byte)dice.Throw(256)).ToArray();
        scene.Stream.Write(bytes);
        scene.Stream.Dispose();
        Assert.True(bytes.AsSpan().SequenceEqual(scene.Bytes));
    }

    [Fact]
    public void Counts_tell_names_and_forms_and_never_values()
    {
        using var scene = new Scene(("db", Value));
        scene.Write($"{Value} {Convert.ToHexString(Encoding.UTF8.GetBytes(Value))} {Value}.");
        Assert.Equal(
            [new RedactionCount("db", RedactionForm.Literal, 2), new RedactionCount("db", RedactionForm.Hex, 1)], scene.Redactor.Counts);
        Assert.DoesNotContain(Value, string.Concat(scene.Redactor.Counts) + scene.Redactor);
    }

    [Fact]
    public void Matches_tell_where_a_secret_stands()
    {
        using var redactor = FormTests.With(("db", Value));
        var file = new MemoryStream([.. new byte[200_000], .. Encoding.UTF8.GetBytes(Value), 0]);
        Assert.Equal([new RedactionMatch(200_000, Value.Length, "db", RedactionForm.Literal)], redactor.Find(file));
        Assert.Empty(redactor.Counts);
    }

    [Fact]
    public void After_the_redactor_is_disposed_nothing_passes()
    {
        using var scene = new Scene(("db", Value));
        scene.Redactor.Dispose();
        Assert.Throws<ObjectDisposedException>(() => scene.Write("text"));
        Assert.Equal("", scene.Output);
    }

    private sealed class Scene : IDisposable
    {
        private readonly MemoryStream _output = new();

        public Scene(params (string Name, string Value)[] secrets)
        {
            Redactor = FormTests.With(secrets);
            Stream = new RedactingStream(_output, Redactor, leaveOpen: true);
        }

        public Redactor Redactor { get; }

        public RedactingStream Stream { get; }

        public byte[] Bytes => _output.ToArray();

        public string Output => Encoding.UTF8.GetString(Bytes);

        public void Add(string name, string text)
        {
            using var value = SecretValue.FromString(text);
            Redactor.Add(name, value);
        }

        public void Write(string text)
        {
            Stream.Write(Encoding.UTF8.GetBytes(text));
            Stream.Flush();
        }

        public void Dispose()
        {
            Redactor.Dispose();
            _output.Dispose();
        }
    }
}
