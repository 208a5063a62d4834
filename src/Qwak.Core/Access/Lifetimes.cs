namespace Qwak.Core.Access;

/// <summary>How long credentials may live.</summary>
internal static class Lifetimes
{
    public const int MaximumDays = 3650;

    public static Refusal? Problem(int? days) => days is null or (>= 1 and <= MaximumDays)
        ? null
        : new Refusal(RefusalCode.InvalidValue, $"A lifetime is 1 to {MaximumDays} days.");
}
