namespace Qwak.Core.Access;

/// <summary>
/// What a page may offer its reader, so that it offers nothing that would be refused. It is a picture, read without an
/// event of its own: each operation is authorised and recorded when it is asked for.
/// </summary>
/// <param name="Principal">Who asks.</param>
/// <param name="Environments">Where they may list secrets, and what else on some names there.</param>
/// <param name="OnService">What they may do on the whole service.</param>
internal sealed record Offers(Principal Principal, IReadOnlyList<(string Environment, Operation Some)> Environments, Operation OnService)
{
    public static Offers Of(Caller caller) => new(
        caller.Grant.Principal,
        [.. caller.Environments.Select(e => (e.Name, Some: Sum(operation => caller.AllowsSome(operation, e)))).Where(e => e.Some.HasFlag(Operation.List))],
        Sum(operation => caller.Require(operation) is null));

    private static Operation Sum(Func<Operation, bool> isAllowed) =>
        Operations.All.Where(isAllowed).Aggregate(Operation.None, (sum, operation) => sum | operation);
}
