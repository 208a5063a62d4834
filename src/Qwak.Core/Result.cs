using System.Diagnostics.CodeAnalysis;

namespace Qwak.Core;

/// <summary>What an operation came to: a value, or the reason of its refusal. Bugs and broken machines are exceptions.</summary>
internal readonly struct Result<T>
{
    private Result(T? value, Refusal? refusal) => (Value, Refusal) = (value, refusal);

    public T? Value { get; }

    public Refusal? Refusal { get; }

    [MemberNotNullWhen(true, nameof(Refusal))]
    [MemberNotNullWhen(false, nameof(Value))]
    public bool IsRefused => Refusal is not null;

    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(Refusal refusal) => new(default, refusal);
}

/// <summary>The value of an operation that has nothing to tell.</summary>
internal readonly record struct Done;
