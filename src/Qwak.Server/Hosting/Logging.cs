namespace Qwak.Server.Hosting;

/// <summary>Where log lines go, and which of them.</summary>
internal static class Logging
{
    private const string Time = "yyyy-MM-ddTHH:mm:ss.fffZ";

    /// <summary>For what is logged before there is a web application, or without one.</summary>
    public static ILoggerFactory Loggers(ServerOptions options) => LoggerFactory.Create(logging => Configure(logging, options.LogsAsJson));

    public static void Configure(ILoggingBuilder logging, bool asJson)
    {
        _ = asJson
            ? logging.AddJsonConsole(console => (console.UseUtcTimestamp, console.TimestampFormat) = (true, Time))
            : logging.AddSimpleConsole(console => (console.SingleLine, console.UseUtcTimestamp, console.TimestampFormat) = (true, true, Time + " "));
        logging.SetMinimumLevel(LogLevel.Information)
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical) // Failures to start are told by StartupException.
            .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None) // While it is on, each request makes an activity and a scope that nobody reads.
            .AddFilter("Grpc", LogLevel.Warning)
            .AddFilter("Grpc.AspNetCore.Server.ServerCallHandler", LogLevel.None);
    }
}
