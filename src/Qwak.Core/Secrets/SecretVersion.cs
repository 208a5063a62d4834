namespace Qwak.Core.Secrets;

/// <summary>A decrypted version, on its way to who may see it.</summary>
internal sealed class SecretVersion(string name, int number, SecretValue value) : IDisposable
{
    public string Name => name;

    public int Number => number;

    public SecretValue Value => value;

    public override string ToString() => $"{name} version {number}: [redacted]";

    public void Dispose() => value.Dispose();
}
