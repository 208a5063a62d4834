using System.Text;
using Qwak.Builds.Artifacts;
using Qwak.Clients;
using Qwak.Clients.ModelBuilds;
using Qwak.Redaction;
using Qwak.Redaction.Search;

namespace Qwak.Builds.Log;

/// <summary>
/// Searches a build's log, as it is stored, for all secrets that the runner knows at the end. What is found was printed
/// before the runner knew it: the log passes through this machine once more, so that nothing of it has to be kept here.
/// </summary>
internal static class StoredLogSearch
{
    /// <exception cref="QwakException">The log cannot be read.</exception>
    public static async Task<IReadOnlyList<Redaction>> RunAsync(
        QwakConnectionOptions connection, string buildId, Redactor redactor, CancellationToken cancellationToken)
    {
        using var client = new ModelBuildsClient(connection);
        using var output = new RedactionPass();
        using var error = new RedactionPass();
        var found = new MatchList();
        await foreach (var entry in client.ReadLogAsync(buildId, follow: false, cancellationToken).ConfigureAwait(false))
        {
            redactor.Write(entry.IsError ? error : output, Encoding.UTF8.GetBytes(entry.Text), found);
        }

        redactor.Complete(output, found);
        redactor.Complete(error, found);
        return [.. found.Matches.GroupBy(match => (match.Name, match.Form))
            .Select(matches => new Redaction(matches.Key.Name, FormWords.Of(matches.Key.Form), matches.Count()))];
    }
}
