using System.Globalization;
using Qwak.Cli.Terminal;
using Qwak.Clients;
using Qwak.Clients.ModelBuilds;

namespace Qwak.Cli.Commands.Secrets;

/// <summary>
/// Which models have used a secret: what its deletion or a new version of it will affect. Told on standard error, since
/// standard output is the existing command's. For who may not see the usage there is nothing to tell.
/// </summary>
internal static class SecretUsers
{
    public static async Task TellAsync(
        CliConsole console, QwakConnectionOptions connection, string name, string consequence, CancellationToken cancellationToken)
    {
        try
        {
            using var client = new ModelBuildsClient(connection);
            var uses = await client.UsageAsync(name, cancellationToken).ConfigureAwait(false);
            if (uses.Count > 0)
            {
                console.WriteErrorLine($"Models have used this secret; {consequence}");
            }

            foreach (var model in uses.GroupBy(use => use.ModelId))
            {
                console.WriteErrorLine("  " + Line(model.Key, [.. model]));
            }
        }
        catch (QwakException)
        {
            // What was asked for does not depend on it.
        }
    }

    private static string Line(string model, IReadOnlyList<BuildSecretUse> uses)
    {
        var latest = uses.MaxBy(use => use.LastAt)!;
        var builds = uses.DistinctBy(use => use.BuildId).Count();
        var running = uses.Where(use => use.Status == "running").Select(use => use.BuildId).Distinct().ToList();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{model}: {builds} {(builds == 1 ? "build" : "builds")}, last {Table.Time(latest.LastAt)} with version {latest.Version}")
            + (running.Count > 0 ? $"; running now: {string.Join(", ", running)}" : "");
    }
}
