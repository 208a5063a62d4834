using System.CommandLine;
using Qwak.Core;
using Qwak.Server.Hosting;
using Qwak.Server.Telemetry;

namespace Qwak.Server.Commands;

/// <summary>How the service can be watched.</summary>
internal static class TelemetryArguments
{
    private static readonly Option<string?> Listen = new("--metrics-listen")
    {
        Description = "Address to serve /metrics on, for Prometheus. Loopback in the clear; any other over TLS, and only with --metrics-token-file. Default: none.",
        HelpName = "HOST:PORT",
    };

    private static readonly Option<string?> TokenFile = new("--metrics-token-file")
    {
        Description = "File (mode 0600) of a token of 32 characters or more that a scrape has to bring as its bearer token.",
        HelpName = "FILE",
    };

    private static readonly Option<string> LogFormat = new("--log-format")
    {
        Description = "'text' to read, 'json' for one JSON object a line.",
        HelpName = "FORMAT",
        DefaultValueFactory = _ => "text",
    };

    static TelemetryArguments() => LogFormat.AcceptOnlyFromAmong("text", "json");

    public static void AddTo(Command command)
    {
        Option[] options = [Listen, TokenFile, LogFormat];
        foreach (var option in options)
        {
            command.Options.Add(option);
        }
    }

    public static ServerOptions Read(ParseResult parsed, ServerOptions options) => options with
    {
        Metrics = ReadMetrics(parsed.GetValue(Listen), parsed.GetValue(TokenFile)),
        LogsAsJson = parsed.GetValue(LogFormat) == "json",
    };

    private static MetricsOptions? ReadMetrics(string? address, string? tokenFile) =>
        address is not null ? new MetricsOptions(ListenAddress.Parse(address), tokenFile)
        : tokenFile is null ? null
        : throw new StartupException("--metrics-token-file is given without --metrics-listen.", "Give both, or neither.");
}
