using Qwak.Core.Storage;

namespace Qwak.Server.Ui;

/// <summary>How one part of the service is, as the health endpoints tell it. Public, as Razor makes components.</summary>
/// <param name="Part">Which part.</param>
/// <param name="State">How it is, in a few words.</param>
/// <param name="Reason">Why it is not well; null when it is.</param>
/// <param name="Remedy">What to do about it; null when it is well.</param>
public sealed record HealthLine(string Part, string State, string? Reason = null, string? Remedy = null)
{
    /// <summary>The anchor is renewed each second: longer than this it was not for want of a turn.</summary>
    internal static readonly TimeSpan LongestAnchorAge = TimeSpan.FromSeconds(10);

    private static readonly HealthLine Unsealed = new("Seal", "Unsealed");

    public bool IsGood => Reason is null;

    internal static IReadOnlyList<HealthLine> Of(Store store) => [OfStore(store.Commits), Unsealed, OfAudit(store)];

    /// <summary>Of a service that has no store open.</summary>
    internal static IReadOnlyList<HealthLine> OfSealed { get; } =
    [
        new("Store", "Closed", "A sealed service has no key to it."),
        new("Seal", "Sealed", "The keys were erased from memory.", "An administrator unseals it with the seal's key file or its passphrase, and their API key."),
        new("Audit", "Nothing to record"),
    ];

    private static HealthLine OfStore(CommitQueue commits) => commits switch
    {
        { IsHeld: true } => new(
            "Store", "Held", commits.Failure,
            "Restore the newest backup, or, if this state is meant, stop the service and run 'qwak audit accept-rollback'."),
        { Failure: { } reason, IsFileFailing: false } => new(
            "Store", "Cannot be written", reason,
            "Make room on its disk, or see that its database can be reached. The service tries again each second."),
        _ => new("Store", "Reads and writes"),
    };

    private static HealthLine OfAudit(Store store) => store switch
    {
        { Commits: { IsFileFailing: true, Failure: { } reason } } => new(
            "Audit", "Its file cannot be written", reason,
            "Make room for the audit file, or give the service the right to write it. Nothing is answered until then; the service tries again each second."),
        { Commits.Failure: not null } => new(
            "Audit", "Nothing can be recorded", "Events are kept in the store, which takes none.", "See the store. Nothing is answered until it can be recorded."),
        { AnchorAge: var age } when age > LongestAnchorAge => new(
            "Audit", "The anchor is not renewed", $"Every operation is recorded, but for {(int)age.TotalSeconds} seconds the anchor could not be written.",
            "See that the file of --anchor-file can be written: without it nobody can tell when the store was put back."),
        _ => new("Audit", "Every operation is recorded"),
    };
}
