using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Qwak.Server.DataSources.Parquet;

/// <summary>Decimals as one integer each, with as many digits after the point as the longest fraction of the column has.</summary>
internal static partial class DecimalCells
{
    private const int MaximumPrecision = 38;

    /// <summary>The narrowest type that holds all cells; null when a cell is no plain number, or they need too many digits.</summary>
    public static CellType? Type(IEnumerable<object?> cells)
    {
        var (whole, scale) = (0, 0);
        foreach (var cell in cells.OfType<object>())
        {
            if (cell is not string text || Digits().Match(text) is not { Success: true } match)
            {
                return null;
            }

            whole = Math.Max(whole, match.Groups["whole"].Length);
            scale = Math.Max(scale, match.Groups["fraction"].Length);
        }

        var precision = Math.Max(1, whole + scale);
        if (precision > MaximumPrecision)
        {
            return null;
        }

        var length = (BigInteger.Pow(10, precision) - 1).GetByteCount();
        return CellType.Decimal(precision, scale, length, cell => Encode((string)cell, scale, length));
    }

    private static byte[] Encode(string text, int scale, int length)
    {
        var parts = Digits().Match(text).Groups;
        var digits = $"{parts["sign"].Value}0{parts["whole"].Value}{parts["fraction"].Value.PadRight(scale, '0')}";
        var number = BigInteger.Parse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var encoded = new byte[length];
        encoded.AsSpan().Fill(number.Sign < 0 ? (byte)0xff : (byte)0);
        number.TryWriteBytes(encoded.AsSpan(length - number.GetByteCount()), out _, isBigEndian: true);
        return encoded;
    }

    [GeneratedRegex(@"^(?<sign>[+-]?)(?=\.?[0-9])0*(?<whole>[0-9]*)(\.(?<fraction>[0-9]+))?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Digits();
}
