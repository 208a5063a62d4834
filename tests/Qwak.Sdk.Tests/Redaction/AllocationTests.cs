using System.Text;
using Qwak.Redaction;

namespace Qwak.Sdk.Tests.Redaction;

/// <summary>Alone: a garbage collection that neighbours cause takes back buffers which the runtime keeps for a thread.</summary>
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
[Collection(nameof(AllocationTests))]
public sealed class AllocationTests
{
    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(40)]
    public void Clean_text_costs_no_allocation(int pieceLength)
    {
        using var redactor = FormTests.With(("db", "hunter2-S3cr3t-Pass-Key"), ("json", "{\"password\":\"opensesame1\"}"));
        using var stream = new RedactingStream(Stream.Null, redactor);
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 5000).Select(i => $"\u001b[32mepoch\u001b[m {i} of 5000: loss 0.12\r\n")));
        Write(stream, text, pieceLength);

        // What costs something costs it each time; the runtime may take a buffer back between two of them.
        Assert.Equal(0, Enumerable.Range(0, 5).Min(_ => Allocated(stream, text, pieceLength)));
    }

    private static long Allocated(RedactingStream stream, ReadOnlySpan<byte> text, int pieceLength)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Write(stream, text, pieceLength);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static void Write(RedactingStream stream, ReadOnlySpan<byte> text, int pieceLength)
    {
        while (!text.IsEmpty)
        {
            var piece = text[..Math.Min(pieceLength, text.Length)];
            stream.Write(piece);
            text = text[piece.Length..];
        }
    }
}
