using System.Text.Json;

namespace Qwak.FeatureStore.DataSources;

/// <summary>The program of a C# file that defines data sources: <c>return DataSourceHost.Run(args, orders, stock);</c>.</summary>
public static class DataSourceHost
{
    /// <summary>What <c>qwak features register</c> starts the program with, before the file to write the definitions to.</summary>
    internal const string Verb = "write-data-sources";

    /// <summary>Hands the definitions to <c>qwak features register -p FILE.cs</c>, which has started the program.</summary>
    /// <param name="arguments">The program's arguments.</param>
    /// <param name="sources">The data sources to register.</param>
    /// <returns>The program's exit code.</returns>
    public static int Run(string[] arguments, params ReadOnlySpan<DataSource> sources)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        if (arguments is not [Verb, var file])
        {
            Console.Error.WriteLine("Data sources are registered by 'qwak features register -p FILE.cs'.");
            return 2;
        }

        using var stream = File.Create(file);
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartArray();
        foreach (var source in sources)
        {
            SpecJson.Write(source).WriteTo(json);
        }

        json.WriteEndArray();
        return 0;
    }
}
