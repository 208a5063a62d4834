using System.Runtime.Versioning;

// Modes, signals and the terminal: these tests are of the service on Unix.
[assembly: SupportedOSPlatform("linux")]
