using System.CommandLine;
using Qwak.Cli.Options;
using Qwak.Cli.Terminal;
using Qwak.Clients;
using Qwak.Clients.Connection;

namespace Qwak.Cli.Commands;

/// <summary>A command that does something: it takes <c>--environment</c>, and its help ends with examples.</summary>
internal abstract class VerbCommand : Command
{
    protected VerbCommand(CliContext context, string name, string description, ProfileOption? profile = null)
        : base(name, description)
    {
        Context = context;
        Profile = profile ?? new ProfileOption();
        SetAction(InvokeAsync);
    }

    /// <summary>Lines for the end of the help text.</summary>
    public abstract string Examples { get; }

    protected CliContext Context { get; }

    protected CliConsole Console => Context.Console;

    protected ProfileOption Profile { get; }

    /// <summary>What the command ends with when nothing is thrown.</summary>
    protected int ExitCode { get; set; }

    /// <summary>What stands before the service's message when it refuses.</summary>
    protected virtual string FailurePrefix => "Error: ";

    protected abstract Task RunAsync(ParseResult result, CancellationToken cancellationToken);

    /// <summary>Adds the options in the order of the help text; those common to all verbs come last.</summary>
    protected void AddOptions(params Option[] options)
    {
        foreach (var option in options)
        {
            Add(option);
        }

        Add(Profile);
    }

    /// <summary>How to connect. What is not configured is said before anything else is printed or asked.</summary>
    protected QwakConnectionOptions Connection(ParseResult result)
    {
        var options = Profile.Read(result, Context);
        if (ConnectionSettings.Resolve(options).CertificateAuthorityFile is not null)
        {
            MachineAuthorities.LeaveUnread();
        }

        return options;
    }

    private async Task<int> InvokeAsync(ParseResult result, CancellationToken cancellationToken)
    {
        try
        {
            await RunAsync(result, cancellationToken).ConfigureAwait(false);
            return ExitCode;
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCodes.Interrupted;
        }
        catch (QwakException refused) when (refused.Code != QwakErrorCodes.NotConfigured)
        {
            throw new CliException($"{FailurePrefix}{refused.Message}", innerException: refused);
        }
        catch (QwakException notConfigured)
        {
            throw new CliException(notConfigured.Message, innerException: notConfigured);
        }
    }
}
