using System.Globalization;
using System.Text;

namespace Qwak.Bench.Redaction;

/// <summary>A log as training runs write it, without a secret in it; and secrets as people have them. The same at each run.</summary>
internal static class LogText
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const string Password = Letters + "!#$%&'*+-/=?^_@";

    public static byte[] Create(int length)
    {
        var dice = new Chance(1);
        var text = new StringBuilder(length + 256);
        for (var step = 0; text.Length < length; step++)
        {
            var line = (dice.Next() % 8) switch
            {
                0 => $"2026-11-24T10:{step % 60:D2}:{dice.Next() % 60:D2}.{dice.Next() % 1000:D3}Z INFO  qwak.build.train: epoch {step % 50}/50 step {step} loss={Fraction(dice)} accuracy={Fraction(dice)} lr=0.000{dice.Next() % 1000}",
                1 => $"  Downloading scikit_learn-1.{dice.Next() % 9}.{dice.Next() % 9}-cp311-cp311-manylinux_2_17_x86_64.whl (12.{dice.Next() % 9} MB)",
                2 => $"[{step}] GET https://files.example.org/packages/{dice.Next():x16}/numpy-2.1.{dice.Next() % 9}.tar.gz HTTP/1.1 200 {dice.Next() % 99999}",
                3 => $"WARNING:root:feature 'customer_age_{dice.Next() % 90}' has {dice.Next() % 1000} missing values; filled with the median {Fraction(dice)}",
                4 => $"  File \"/usr/lib/python3.11/site-packages/sklearn/ensemble/_forest.py\", line {dice.Next() % 900}, in fit: self._validate_data(X, y)",
                5 => $"DEBUG qwak.features request_id={dice.Next():x16} duration_ms={dice.Next() % 5000} rows={dice.Next() % 1000000} cache=hit status=OK table=customers",
                6 => $"{{\"level\":\"info\",\"ts\":{1764000000 + step},\"msg\":\"checkpoint written\",\"path\":\"/tmp/model/ckpt-{step}.bin\",\"sha256\":\"{dice.Next():x16}{dice.Next():x16}\"}}",
                _ => $"tensor[{step % 64}] = {Fraction(dice)} {Fraction(dice)} {Fraction(dice)} {Fraction(dice)} {Fraction(dice)} {Fraction(dice)} {Fraction(dice)}",
            };
            text.Append(line).Append('\n');
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }

    /// <summary>Passwords, tokens, hexadecimal keys, URLs and JSON in turn.</summary>
    public static IEnumerable<string> Secrets(int count)
    {
        var dice = new Chance(2);
        for (var i = 0; i < count; i++)
        {
            yield return (i % 7) switch
            {
                0 => Text(dice, Password, 12),
                1 => Text(dice, Password, 24),
                2 => "ghp_" + Text(dice, Letters, 36),
                3 => Text(dice, "0123456789abcdef", 40),
                4 => $"postgresql://build:{Text(dice, Letters, 20)}@db.example.org:5432/features",
                5 => Text(dice, Password, 8),
                _ => $"{{\"user\":\"build\",\"password\":\"{Text(dice, Password.Replace("'", ""), 20)}\"}}",
            };
        }
    }

    private static string Fraction(Chance dice) => (dice.Next() % 1000000 / 1e6).ToString("F6", CultureInfo.InvariantCulture);

    private static string Text(Chance dice, string alphabet, int length) =>
        string.Concat(Enumerable.Range(0, length).Select(_ => alphabet[(int)(dice.Next() % (ulong)alphabet.Length)]));

    /// <summary>SplitMix64: each run throws the same.</summary>
    private sealed class Chance(ulong state)
    {
        public ulong Next()
        {
            state += 0x9E3779B97F4A7C15;
            var z = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
