using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Qwak.EndToEnd.Tests.Durability;

/// <summary>What one writer tried and what it was told was done: its secret's version n has the text <see cref="Text"/> of n.</summary>
internal sealed class Journal(string name)
{
    private int _attempted;
    private int _acknowledged;

    public string Name => name;

    public int Attempted => Volatile.Read(ref _attempted);

    public int Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>Answers by their request id: what the audit trail must hold.</summary>
    public ConcurrentDictionary<string, Recorded> Answers { get; } = [];

    public int Attempt() => Interlocked.Increment(ref _attempted);

    public void Acknowledge(int version, string requestId)
    {
        Answers[requestId] = new Recorded(requestId, "secret.set", name, version, "ok");
        Volatile.Write(ref _acknowledged, version);
    }

    /// <summary>Notes that a value was served, after checking that it is one that was written.</summary>
    /// <param name="value">What was served.</param>
    /// <param name="floor">What had been acknowledged when the read began.</param>
    /// <param name="requestId">Its request.</param>
    public void Served(string value, int floor, string requestId)
    {
        var version = int.Parse(value.AsSpan(0, value.IndexOf('.', StringComparison.Ordinal)), CultureInfo.InvariantCulture);
        Assert.InRange(version, floor, Attempted);
        Assert.Equal(Text(version), value);
        Answers[requestId] = new Recorded(requestId, "secret.read", name, version, "ok");
    }

    /// <summary>Long enough, often over several pages, that a torn value shows.</summary>
    public string Text(int version)
    {
        var digest = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{name}.{version}")));
        return $"{version}." + string.Concat(Enumerable.Repeat(digest, 1 + (version % 150 == 0 ? 400 : version * 7 % 20)));
    }
}
