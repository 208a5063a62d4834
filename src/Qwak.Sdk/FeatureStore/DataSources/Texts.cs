using Qwak.Wire.Sources;

namespace Qwak.FeatureStore.DataSources;

/// <summary>On the wire a text that was not given is empty; here it is null.</summary>
internal static class Texts
{
    public static string? OrNull(string text) => text.Length == 0 ? null : text;

    public static void SetRepository(this DataSourceSpec spec, string? repository)
    {
        if (!string.IsNullOrEmpty(repository))
        {
            spec.DataSourceRepositoryName = repository;
        }
    }
}
