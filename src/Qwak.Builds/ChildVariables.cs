using Qwak.Builds.Processes;
using Qwak.Builds.Session;
using Qwak.Clients;
using Qwak.Clients.Connection;

namespace Qwak.Builds;

/// <summary>The variables with which a build's child process finds the service, with the build's credential in place of the caller's.</summary>
internal static class ChildVariables
{
    private const string SystemAuthorities = "/etc/ssl/certs/ca-certificates.crt";

    public static Dictionary<string, string> For(RunnerSession session, ConnectionSettings settings, PrivateFolder storage)
    {
        var variables = ChildEnvironment.Clean();
        variables["QWAK_HOME"] = storage.Folder("home");
        variables["QWAK_API_KEY"] = session.BuildKey;
        variables["QWAK_ENVIRONMENT"] = session.Environment;
        if (settings.FindsEdge)
        {
            variables["CONTROL_PLANE_GRPC_ADDRESS"] = settings.Url.Host;
        }
        else
        {
            variables["QWAK_URL"] = settings.Url.GetLeftPart(UriPartial.Authority);
        }

        variables["JWKS_URI"] = settings.Url.GetLeftPart(UriPartial.Authority) + "/.well-known/jwks.json";
        if (settings.CertificateAuthorityFile is { } authority)
        {
            // The first is ours; the others are what the existing SDK's libraries read, in place of the machine's own.
            var ours = File.ReadAllBytes(authority);
            variables["QWAK_CA_FILE"] = storage.Write("ca.pem", ours);
            var all = File.Exists(SystemAuthorities) ? [.. File.ReadAllBytes(SystemAuthorities), (byte)'\n', .. ours] : ours;
            variables["GRPC_DEFAULT_SSL_ROOTS_FILE_PATH"] = variables["REQUESTS_CA_BUNDLE"] = storage.Write("all-ca.pem", all);
        }

        return variables;
    }

    /// <summary>The runner's own connection with the build's credential.</summary>
    public static QwakConnectionOptions Connection(IReadOnlyDictionary<string, string> variables) => new()
    {
        Variables = name => variables.GetValueOrDefault(name),
    };
}
