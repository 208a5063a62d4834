using System.Globalization;

namespace Qwak.Core.Secrets;

/// <summary>
/// Which versions of a secret may be read: neither deleted nor destroyed. It lies in the secret's own row, under its
/// MAC, so that a version's row that is put back by itself does not bring the version back.
/// </summary>
/// <param name="Stored">The numbers in rising order, separated by commas.</param>
internal readonly record struct ReadableVersions(string Stored)
{
    public static readonly ReadableVersions None = new("");

    public IReadOnlyList<int> Numbers => Stored.Length == 0
        ? []
        : [.. Stored.Split(',').Select(number => int.Parse(number, CultureInfo.InvariantCulture))];

    public bool Contains(int version) => Numbers.Contains(version);

    public ReadableVersions With(params IEnumerable<int> versions) => Of(Numbers.Concat(versions));

    /// <summary>Without the versions up to and including one.</summary>
    public ReadableVersions Beyond(int version) => Of(Numbers.Where(number => number > version));

    private static ReadableVersions Of(IEnumerable<int> numbers) => new(string.Join(',', numbers.Distinct().Order()));
}
