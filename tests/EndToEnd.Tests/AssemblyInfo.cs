using System.Runtime.Versioning;
using Qwak.EndToEnd.Tests;

// Modes, signals and the terminal: these tests are of the service on Unix.
[assembly: SupportedOSPlatform("linux")]
[assembly: TestCollectionOrderer(typeof(LongestFirst))]
