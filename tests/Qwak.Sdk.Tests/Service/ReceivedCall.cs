namespace Qwak.Sdk.Tests.Service;

internal sealed record ReceivedCall(string Method, string Path, string Query, IReadOnlyDictionary<string, string> Headers)
{
    public string? Header(string name) => Headers.GetValueOrDefault(name);
}
