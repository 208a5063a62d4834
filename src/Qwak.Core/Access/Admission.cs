namespace Qwak.Core.Access;

/// <summary>
/// How many operations may be under way at once. Beyond it an operation is refused before anything is done for it, so
/// that those inside are answered in good time, however many more are asked for.
/// </summary>
internal sealed class Admission(int most)
{
    /// <summary>By default; a group commit takes as many, so more would only wait.</summary>
    public const int Default = 512;

    public static readonly Refusal Overloaded = Refusal.Unavailable("The service is overloaded; try again.");

    private int _inside;

    /// <summary>Whether an operation may begin; then it has to <see cref="Leave"/>.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _inside) <= most)
        {
            return true;
        }

        Leave();
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _inside);
}
