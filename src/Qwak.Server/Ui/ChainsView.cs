using System.Globalization;
using Qwak.Rest;

namespace Qwak.Server.Ui;

/// <summary>What verifying the trail came to, as a picture. Public, as Razor makes components.</summary>
/// <param name="IsGood">Whether nothing was found.</param>
/// <param name="Summary">In a sentence.</param>
/// <param name="Faults">What is wrong with the checkpoints or the record of a cut, in words.</param>
/// <param name="Chains">One for each process that writes.</param>
public sealed record ChainsView(bool IsGood, string Summary, IReadOnlyList<string> Faults, IReadOnlyList<ChainView> Chains)
{
    internal static ChainsView Of(AuditVerification found) => new(
        found.IsGood,
        found.IsGood
            ? $"All {Number(found.Events)} events are as they were written, and fit the {Number(found.Checkpoints)} signed checkpoints."
            : "The trail is not as it was written. What is marked is where to look first.",
        [.. found.Faults.Where(fault => fault.Writer is null).Select(fault => fault.Message)],
        [.. found.Chains.Select(chain => ChainView.Of(chain, found.Faults.FirstOrDefault(fault => fault.Writer == chain.Writer)))]);

    internal static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}

/// <summary>One chain, from its first event at the left to its last at the right.</summary>
/// <param name="Writer">Its number.</param>
/// <param name="From">The first event that is there.</param>
/// <param name="To">The last.</param>
/// <param name="SignedTo">Where what checkpoints sign ends.</param>
/// <param name="Broken">The first event that is bad; null for none.</param>
/// <param name="Fault">What is wrong there.</param>
/// <param name="Checkpoints">Where some of the checkpoints are, of <see cref="Width"/>.</param>
public sealed record ChainView(int Writer, long From, long To, long SignedTo, long? Broken, string? Fault, IReadOnlyList<int> Checkpoints)
{
    public const int Width = 1000;
    public const int Height = 40;

    /// <summary>Where the good and signed part ends.</summary>
    public int SignedX => Math.Min(X(SignedTo + 1), BrokenX ?? Width);

    /// <summary>Where the good part ends.</summary>
    public int GoodX => BrokenX ?? X(To + 1);

    public int? BrokenX => Broken is { } broken ? Math.Min(X(broken), Width - 4) : null;

    public bool IsCut => From > 1;

    public string Range => To < From ? "no events" : $"events {ChainsView.Number(From)} to {ChainsView.Number(To)}";

    public string Words => Fault is not null ? $"First bad event: {ChainsView.Number(Broken!.Value)}"
        : SignedTo >= To ? "Good, all of it signed"
        : (To - Math.Max(SignedTo, From - 1)) switch
        {
            1 => "Good; the last is not signed yet",
            var unsigned => $"Good; the last {ChainsView.Number(unsigned)} are not signed yet",
        };

    internal static ChainView Of(AuditChain chain, AuditFault? fault)
    {
        var view = new ChainView(chain.Writer, chain.From, chain.To, chain.SignedTo, fault?.Sequence, fault?.Message, []);
        return view with { Checkpoints = [.. chain.Signed.Select(place => view.X(place + 1)).Distinct()] };
    }

    // The bad event may be one that is no longer there, behind the last.
    private int X(long sequence)
    {
        var (span, place) = (Math.Max(1, Math.Max(To, Broken ?? 0) - From + 1), Math.Max(0, sequence - From));
        return (int)(Math.Min(place, span) * (decimal)Width / span);
    }
}
