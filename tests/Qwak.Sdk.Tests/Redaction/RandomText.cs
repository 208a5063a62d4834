using System.Text;
using Qwak.Redaction;
using Qwak.Redaction.Search;

namespace Qwak.Sdk.Tests.Redaction;

/// <summary>Makes up secrets, and texts that are as unpleasant for them as possible: pieces of forms, cut, coloured, broken into lines.</summary>
internal sealed class RandomText(Dice dice)
{
    // Few letters, so that forms begin like each other, overlap, and repeat themselves.
    private static readonly string[] Alphabets = ["ab", "abc\n", "aA1/+=", "xyz \r\n", "\u001b[m1;", "é'\"\\&<> %"];

    private static readonly string[] Noise =
        ["\r", "\n", "\r\n", "\u001b[31m", "\u001b[0m", "\u001b(B", "\u001b[", "\u001b", "\u001b[1;2", "\n\n", "\u001b[m\n", "\r\r"];

    public Redactor Redactor()
    {
        var redactor = new Redactor();
        for (var i = dice.Throw(3); i >= 0; i--)
        {
            var alphabet = dice.Of(Alphabets);
            using var value = SecretValue.FromString(dice.OneIn(4)
                ? $"{{\"password\":\"{dice.Text("abc", 6, 9)}\"}}"
                : dice.Text(alphabet, 1, dice.OneIn(8) ? 90 : 24));
            redactor.Add($"secret-{i}", value);
        }

        return redactor;
    }

    public byte[] Text(IReadOnlyList<Pattern> patterns)
    {
        var text = new List<byte>();
        for (var pieces = dice.Throw(8); pieces >= 0; pieces--)
        {
            if (dice.OneIn(4) || patterns.Count == 0)
            {
                text.AddRange(Encoding.UTF8.GetBytes(dice.Text(dice.Of(Alphabets), 0, 12)));
            }
            else
            {
                AddPiece(text, dice.Of(patterns).Bytes);
            }

            if (dice.OneIn(3))
            {
                AddNoise(text);
            }
        }

        return [.. text];
    }

    private void AddPiece(List<byte> text, ReadOnlySpan<byte> form)
    {
        var begin = dice.OneIn(3) ? dice.Throw(Math.Min(4, form.Length)) : 0;
        var end = dice.OneIn(3) ? begin + dice.Throw(form.Length - begin + 1) : form.Length;
        var rarity = dice.Of([2, 6, 20, int.MaxValue]);
        foreach (var b in form[begin..end])
        {
            text.Add(dice.OneIn(200) ? (byte)dice.Throw(256) : b);
            if (dice.OneIn(rarity))
            {
                AddNoise(text);
            }
        }
    }

    private void AddNoise(List<byte> text)
    {
        var times = dice.OneIn(30) ? 1 + dice.Throw(80) : 1;
        var noise = Encoding.ASCII.GetBytes(dice.Of(Noise));
        for (var i = 0; i < times; i++)
        {
            text.AddRange(noise);
        }
    }
}
