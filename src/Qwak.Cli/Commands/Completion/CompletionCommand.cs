using System.CommandLine;

namespace Qwak.Cli.Commands.Completion;

/// <summary><c>qwak completion</c></summary>
internal sealed class CompletionCommand : VerbCommand
{
    private readonly Argument<string> _shell = new Argument<string>("shell") { Description = "bash, zsh or fish" }
        .AcceptOnlyFromAmong("bash", "zsh", "fish");

    public CompletionCommand(CliContext context)
        : base(context, "completion", "Print a script that completes commands and options in your shell")
    {
        Add(_shell);
        AddOptions();
    }

    public override string Examples => """
        source <(./qwak completion bash)          in ~/.bashrc
        source <(./qwak completion zsh)           in ~/.zshrc, after compinit
        ./qwak completion fish | source           in ~/.config/fish/config.fish
        """;

    protected override Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        Console.WriteLine(result.GetRequiredValue(_shell) switch
        {
            "bash" => CompletionScripts.Bash,
            "zsh" => CompletionScripts.Zsh,
            _ => CompletionScripts.Fish,
        });
        return Task.CompletedTask;
    }
}
