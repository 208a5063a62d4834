using System.Text;
using Qwak.Builds.Processes;

namespace Qwak.Builds.Sources;

/// <summary>
/// The command that clones a git address. The credential reaches git through a helper that reads variables: it stands in no
/// address, no argument, and no file of the clone.
/// </summary>
internal static class GitSource
{
    private const string UserVariable = "QWAK_GIT_USERNAME";
    private const string TokenVariable = "QWAK_GIT_TOKEN";

    private const string Helper =
        $"!f() {{ test \"$1\" = get && printf 'username=%s\\npassword=%s\\n' \"${UserVariable}\" \"${TokenVariable}\"; }}; f";

    private static readonly string[] Schemes = ["https://", "http://", "ssh://", "git://", "file://", "git@", "git+"];

    public static bool IsAddress(string source) =>
        Schemes.Any(scheme => source.StartsWith(scheme, StringComparison.Ordinal))
        || (source.EndsWith(".git", StringComparison.Ordinal) && source.Contains(':', StringComparison.Ordinal));

    /// <summary>The command, with the values of its secrets already known to the redactor.</summary>
    /// <param name="address">The address.</param>
    /// <param name="options">How to fetch it.</param>
    /// <param name="folder">Where to.</param>
    /// <param name="secrets">Fetches secrets and has them redacted.</param>
    /// <param name="storage">For the SSH key.</param>
    /// <param name="environment">The child's variables.</param>
    public static async Task<ChildCommand> CloneAsync(
        string address, GitOptions options, string folder, BuildSecrets secrets, PrivateFolder storage, Dictionary<string, string> environment)
    {
        var variables = new Dictionary<string, string>(environment, StringComparer.Ordinal) { ["GIT_TERMINAL_PROMPT"] = "0" };
        List<string> git = ["git", "-c", "credential.helper="];
        if (options.Credentials is not null || options.CredentialsSecret is not null)
        {
            using var fetched = options.Credentials is null ? await secrets.GetAsync(options.CredentialsSecret!).ConfigureAwait(false) : null;
            var (user, token) = Split((options.Credentials ?? fetched)!, secrets);
            (variables[UserVariable], variables[TokenVariable]) = (user, token);
            git.AddRange(["-c", "credential.helper=" + Helper]);
        }
        else if (options.SshKeySecret is { } name)
        {
            using var key = await secrets.GetAsync(name).ConfigureAwait(false);
            var file = storage.Write("git-ssh-key", [.. key.RevealUtf8(), (byte)'\n']);
            variables["GIT_SSH_COMMAND"] = $"ssh -i {file} -o IdentitiesOnly=yes -o StrictHostKeyChecking=accept-new";
        }

        git.AddRange(["clone", "--depth", "1"]);
        if (options.Branch is { } branch)
        {
            git.AddRange(["--branch", branch]);
        }

        var plain = address.StartsWith("git+", StringComparison.Ordinal) ? address["git+".Length..] : address;
        git.AddRange(["--", plain, folder]);
        return new ChildCommand([.. git], null, variables);
    }

    private static (string User, string Token) Split(SecretValue credentials, BuildSecrets secrets)
    {
        var text = Encoding.UTF8.GetString(credentials.RevealUtf8()).Trim();
        if (text.IndexOf(':', StringComparison.Ordinal) is not (> 0 and var colon))
        {
            throw new QwakException("Git credentials are USERNAME:ACCESS_TOKEN.", QwakErrorCodes.InvalidValue);
        }

        secrets.Redact("git-credentials", text);
        secrets.Redact("git-credentials", text[(colon + 1)..]);
        return (text[..colon], text[(colon + 1)..]);
    }
}
