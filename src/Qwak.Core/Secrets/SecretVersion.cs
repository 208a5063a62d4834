namespace Qwak.Core.Secrets;

/// <summary>A decrypted version, on its way to who may see it.</summary>
internal sealed class SecretVersion(string name, int number, SecretValue value, bool isSensitive) : IDisposable
{
    public string Name => name;

    public int Number => number;

    public SecretValue Value => value;

    /// <summary>False for a value that need not be hidden in logs.</summary>
    public bool IsSensitive => isSensitive;

    public override string ToString() => $"{name} version {number}: [redacted]";

    public void Dispose() => value.Dispose();
}
