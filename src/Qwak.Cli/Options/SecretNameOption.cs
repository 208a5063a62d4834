using System.CommandLine;

namespace Qwak.Cli.Options;

/// <summary><c>--name</c> of every secrets verb. The server alone decides what a name may be.</summary>
internal sealed class SecretNameOption : Option<string>
{
    public SecretNameOption()
        : base("--name")
    {
        Description = "the secret name: lowercase letters, digits and hyphens";
        HelpName = "TEXT";
        Required = true;
    }
}
