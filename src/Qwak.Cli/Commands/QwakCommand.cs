using System.CommandLine;
using System.CommandLine.Help;
using Qwak.Cli.Commands.Admin;
using Qwak.Cli.Commands.Audit;
using Qwak.Cli.Commands.Completion;
using Qwak.Cli.Commands.Configure;
using Qwak.Cli.Commands.Environments;
using Qwak.Cli.Commands.Features;
using Qwak.Cli.Commands.Identity;
using Qwak.Cli.Commands.Keys;
using Qwak.Cli.Commands.Models;
using Qwak.Cli.Commands.Policies;
using Qwak.Cli.Commands.Quickstart;
using Qwak.Cli.Commands.Redact;
using Qwak.Cli.Commands.Run;
using Qwak.Cli.Commands.Secrets;
using Qwak.Cli.Commands.Server;

namespace Qwak.Cli.Commands;

/// <summary>The whole command, noun by noun.</summary>
internal static class QwakCommand
{
    public static RootCommand Create(CliContext context)
    {
        var root = new RootCommand("The Qwak Secret Service: keeps secrets and hands them to model code. Start with 'qwak quickstart'.")
        {
            new QuickstartCommand(context),
            new ConfigureCommand(context),
            new Command("secrets", "Commands for interacting with the secret store")
            {
                new SetCommand(context),
                new GetCommand(context),
                new DeleteCommand(context),
                new ListCommand(context),
                new UsageCommand(context),
                new VersionsCommand(context),
                new RestoreCommand(context),
                new PurgeCommand(context),
                new PropertiesCommand(context),
                new ImportCommand(context),
                new ExportCommand(context),
                new BindCommand(context),
                new UnbindCommand(context),
                new BindingsCommand(context),
            },
            new Command("features", "Data sources: where features come from, opened with secrets that nobody sees")
            {
                new RegisterCommand(context),
                new ListDataSourcesCommand(context),
                new ShowDataSourceCommand(context),
                new SampleCommand(context),
                new AdoptDataSourceCommand(context),
                new DeleteDataSourceCommand(context),
            },
            new Command("models", "Build and serve models with their secrets, and nothing of these in their logs")
            {
                new BuildCommand(context),
                new ServeCommand(context),
                new Command("builds", "Builds of models: what they were, what they used, what they wrote")
                {
                    new ListBuildsCommand(context),
                    new ShowBuildCommand(context),
                    new BuildLogsCommand(context),
                },
            },
            new RunCommand(context),
            new RedactCommand(context),
            new Command("environments", "Environments: isolation boundaries such as development and production")
            {
                new CreateEnvironmentCommand(context),
                new ListEnvironmentsCommand(context),
                new ProtectEnvironmentCommand(context),
            },
            new Command("keys", "The keys under which all secrets are encrypted")
            {
                new KeysStatusCommand(context),
                new RotateKeyCommand(context),
                new RewrapCommand(context),
                new ResealCommand(context),
            },
            new Command("admin", "Users, groups, API keys, access tokens and roles")
            {
                Principals(context, PrincipalNoun.User, "People who use the service"),
                Principals(context, PrincipalNoun.ServiceAccount, "Programs that use the service"),
                new Command("groups", "Groups of users and service accounts, which policies name as group:NAME")
                {
                    new ListGroupsCommand(context),
                    new CreateGroupCommand(context),
                    new DeleteGroupCommand(context),
                    new AddGroupMemberCommand(context),
                    new RemoveGroupMemberCommand(context),
                },
                new Command("identity-providers", "Issuers whose OIDC tokens are exchanged for access tokens: CI systems, clusters")
                {
                    new ListIdentityProvidersCommand(context),
                    new CreateIdentityProviderCommand(context),
                    new DeleteIdentityProviderCommand(context),
                },
                new Command("identity-rules", "Which OIDC tokens stand for which service account")
                {
                    new ListIdentityRulesCommand(context),
                    new CreateIdentityRuleCommand(context),
                    new DeleteIdentityRuleCommand(context),
                },
                new Command("api-keys", "Long-lived credentials of users and services")
                {
                    new GenerateApiKeyCommand(context),
                    new ListApiKeysCommand(context),
                    new RevokeApiKeyCommand(context),
                },
                new Command("access-tokens", "Tokens for clients that log in with JF_ACCESS_TOKEN")
                {
                    new CreateAccessTokenCommand(context),
                    new ListAccessTokensCommand(context),
                    new RevokeAccessTokenCommand(context),
                },
                new Command("roles", "Who may do what: admin, member, reader, auditor or builder of an environment")
                {
                    new GrantRoleCommand(context),
                    new RevokeRoleCommand(context),
                    new ListRolesCommand(context),
                },
            },
            new Command("policies", "Who may, or may not, do what with which secrets")
            {
                new ListPoliciesCommand(context),
                new SetPolicyCommand(context),
                new DeletePolicyCommand(context),
                new ExplainPolicyCommand(context),
            },
            new Command("audit", "The audit trail: who did what, when, and whether it was allowed")
            {
                new ListAuditEventsCommand(context),
                new ExportAuditCommand(context),
                new VerifyAuditCommand(context),
                new AcceptRollbackCommand(),
            },
            new ServerCommand(context),
            new CompletionCommand(context),
        };
        UseHelpWithExamples(root);
        return root;
    }

    private static Command Principals(CliContext context, PrincipalNoun noun, string description) => new(noun.Plural, description)
    {
        new ListPrincipalsCommand(context, noun),
        new CreatePrincipalCommand(context, noun),
        new DeletePrincipalCommand(context, noun),
    };

    // Only -h and --help: '/h' and '-?' may be values.
    private static void UseHelpWithExamples(RootCommand root)
    {
        var help = root.Options.OfType<HelpOption>().Single();
        help.Aliases.Clear();
        help.Aliases.Add("-h");
        help.Description = "Show help";
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
    }
}
