using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Qwak.Connectors.Tests.S3;

/// <summary>
/// Computes the signature of a request anew (docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html), and compares.
/// </summary>
internal sealed class AwsSignature
{
    private readonly HttpRequest _request;
    private readonly Dictionary<string, string> _parts;

    private AwsSignature(HttpRequest request, string header)
    {
        _request = request;
        _parts = header["AWS4-HMAC-SHA256 ".Length..].Split(',').Select(part => part.Trim().Split('=', 2)).ToDictionary(part => part[0], part => part[1]);
    }

    public string AccessKey => _parts["Credential"].Split('/')[0];

    public string Region => _parts["Credential"].Split('/')[2];

    public string StringToSign => string.Join('\n', "AWS4-HMAC-SHA256", _request.Headers["x-amz-date"], Scope, Hex(SHA256.HashData(Encoding.UTF8.GetBytes(CanonicalRequest))));

    private string Scope => _parts["Credential"].Split('/', 2)[1];

    private string CanonicalRequest
    {
        get
        {
            var target = _request.HttpContext.Features.Get<IHttpRequestFeature>()!.RawTarget.Split('?', 2);
            var query = target.Length == 1 || target[1].Length == 0 ? "" : string.Join('&', target[1].Split('&').Select(pair => pair.Contains('=') ? pair : pair + "=").Order(StringComparer.Ordinal));
            var names = _parts["SignedHeaders"].Split(';');
            Assert.Contains("host", names);
            return string.Join('\n', _request.Method, target[0], query,
                string.Concat(names.Select(name => $"{name}:{_request.Headers[name].ToString().Trim()}\n")), _parts["SignedHeaders"], _request.Headers["x-amz-content-sha256"]);
        }
    }

    public static AwsSignature? Of(HttpRequest request) =>
        request.Headers.Authorization.ToString() is { Length: > 0 } header ? new AwsSignature(request, header) : null;

    public bool IsOf(string secretKey)
    {
        var key = Scope.Split('/').Aggregate(Encoding.UTF8.GetBytes($"AWS4{secretKey}"), (key, part) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part)));
        return Hex(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(StringToSign))) == _parts["Signature"];
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
