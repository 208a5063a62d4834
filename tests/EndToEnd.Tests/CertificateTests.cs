using System.Net.Http.Json;
using Qwak.EndToEnd.Tests.Processes;

namespace Qwak.EndToEnd.Tests;

/// <summary>The local CA and a certificate of the user's own, as another program sees them.</summary>
public sealed class CertificateTests
{
    [Fact]
    public async Task The_local_authority_is_good_for_this_machine_and_for_nothing_else()
    {
        await using var server = await ServerProcess.StartNewAsync();
        var (ca, folder) = (server.CaFile, server.Folder);
        var good = await OpenSsl("verify", "-x509_strict", "-purpose", "sslserver", "-verify_hostname", "localhost", "-CAfile", ca, Path.Combine(server.Data, "server.pem"));
        Assert.Equal((0, ""), (good.ExitCode, good.Error));
        var text = await OpenSsl("x509", "-in", ca, "-noout", "-text");
        Assert.Contains("X509v3 Name Constraints: critical", text.Output, StringComparison.Ordinal);
        Assert.Contains("DNS:localhost", text.Output, StringComparison.Ordinal);

        // Who steals the CA's key can still not pretend to be anybody else, or make a CA below it.
        foreach (var (name, extension, error) in new[]
        {
            ("evil", "subjectAltName=DNS:evil.example", "permitted subtree violation"),
            ("address", "subjectAltName=IP:192.0.2.1", "permitted subtree violation"),
            ("local", "subjectAltName=DNS:localhost,IP:127.0.0.5", null),
        })
        {
            var (key, request, certificate, extensions) = (File(name + ".key"), File(name + ".csr"), File(name + ".pem"), File(name + ".ext"));
            await System.IO.File.WriteAllTextAsync(extensions, extension + "\n");
            Succeeded(await OpenSsl("req", "-new", "-newkey", "rsa:2048", "-nodes", "-subj", "/O=test", "-keyout", key, "-out", request));
            Succeeded(await OpenSsl(
                "x509", "-req", "-in", request, "-CA", ca, "-CAkey", Path.Combine(server.Data, "ca.key"), "-set_serial", "7", "-days", "5",
                "-extfile", extensions, "-out", certificate));
            var verified = await OpenSsl("verify", "-CAfile", ca, certificate);
            Assert.Equal(error is null, verified.ExitCode == 0);
            Assert.Contains(error ?? "OK", verified.Error + verified.Output, StringComparison.Ordinal);
        }

        string File(string name) => Path.Combine(folder, name);
    }

    [Fact]
    public async Task A_certificate_of_ones_own_is_shown_with_its_chain()
    {
        await using var server = new ServerProcess();
        string File(string name) => Path.Combine(server.Folder, name);
        await System.IO.File.WriteAllTextAsync(File("ca.ext"), "basicConstraints=critical,CA:true\nkeyUsage=keyCertSign\nsubjectKeyIdentifier=hash\n");
        await System.IO.File.WriteAllTextAsync(
            File("leaf.ext"), "basicConstraints=CA:false\nsubjectAltName=DNS:secrets.example\nextendedKeyUsage=serverAuth\nauthorityKeyIdentifier=keyid\n");
        await IssueAsync("root", "root", "ca.ext");
        await IssueAsync("middle", "root", "ca.ext");
        await IssueAsync("leaf", "middle", "leaf.ext");
        await System.IO.File.WriteAllTextAsync(
            File("chain.pem"), await System.IO.File.ReadAllTextAsync(File("leaf.pem")) + await System.IO.File.ReadAllTextAsync(File("middle.pem")));

        var finished = await server.RefuseAsync("--certificate", File("chain.pem"), "--certificate-key", File("middle.key"));
        Assert.Equal(1, finished.ExitCode);
        Assert.Contains("The certificate cannot be used", finished.Error, StringComparison.Ordinal);

        await server.StartAsync("--certificate", File("chain.pem"), "--certificate-key", File("leaf.key"));
        Assert.False(System.IO.File.Exists(server.CaFile));
        Assert.DoesNotContain("CA certificate", server.Process.Output, StringComparison.Ordinal);
        using var rest = await server.NewRestAsync(caFile: File("root.pem"), host: "secrets.example");
        var set = await rest.PutAsJsonAsync("/api/v1/environments/default/secrets/abc", new { value = "v" });
        set.EnsureSuccessStatusCode();
        await Assert.ThrowsAsync<HttpRequestException>(() => server.NewRestAsync(caFile: File("root.pem"), host: "other.example"));

        async Task IssueAsync(string name, string issuer, string extensions)
        {
            Succeeded(await OpenSsl("req", "-new", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=" + name, "-keyout", File(name + ".key"), "-out", File(name + ".csr")));
            string[] signer = name == issuer ? ["-signkey", File("root.key")] : ["-CA", File(issuer + ".pem"), "-CAkey", File(issuer + ".key"), "-set_serial", "9"];
            Succeeded(await OpenSsl(["x509", "-req", "-in", File(name + ".csr"), .. signer, "-days", "5", "-extfile", File(extensions), "-out", File(name + ".pem")]));
        }
    }

    private static Task<Finished> OpenSsl(params string[] arguments) => Command.RunAsync("openssl", arguments);

    private static void Succeeded(Finished finished) => Assert.True(finished.ExitCode == 0, finished.Error);
}
