using System.Text;

namespace Qwak.Builds.Log;

/// <summary>
/// Where a build's steps and its two outputs are shown together, at once, also a line that has no end yet. When something
/// else comes in between, such a line is shown again from its beginning when it goes on: so every line stands there whole.
/// </summary>
/// <param name="stream">Where to. When it fails, as on a full disk, nothing is shown any more and the build goes on.</param>
internal sealed class BuildTerminal(Stream stream)
{
    private readonly Lock _turn = new();
    private object? _unfinished;
    private bool _isBroken;

    /// <summary>Shows one line.</summary>
    public void ShowLine(string line) => Show(this, [], Encoding.UTF8.GetBytes(line + "\n"));

    /// <summary>Shows a piece of an output.</summary>
    /// <param name="output">Whose piece it is.</param>
    /// <param name="begun">The line that the output is in the middle of, as far as it was shown before.</param>
    /// <param name="text">The piece.</param>
    public void Show(object output, ReadOnlySpan<byte> begun, ReadOnlySpan<byte> text)
    {
        lock (_turn)
        {
            try
            {
                if (!_isBroken && !text.IsEmpty)
                {
                    Write(output, begun, text);
                }
            }
            catch (IOException)
            {
                // The log still goes to the service, and the build's processes must not wait for a terminal that is gone.
                _isBroken = true;
            }
        }
    }

    private void Write(object output, ReadOnlySpan<byte> begun, ReadOnlySpan<byte> text)
    {
        if (_unfinished != output)
        {
            if (_unfinished is not null)
            {
                stream.WriteByte((byte)'\n');
            }

            // Of a line that writes over itself, as progress does, what stood there last.
            stream.Write(begun[(begun.LastIndexOf((byte)'\r') + 1)..]);
        }

        stream.Write(text);
        stream.Flush();
        _unfinished = text[^1] == '\n' ? null : output;
    }
}
