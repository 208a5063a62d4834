using System.Text;
using System.Text.RegularExpressions;
using Qwak.Clients;
using Qwak.Clients.Connection;
using Qwak.Sdk.Tests.Service;
using Qwak.Tests.Fuzzing;

namespace Qwak.Sdk.Tests;

/// <summary>Names and profile files, altered at random: never a fault, and names only by the rule.</summary>
public sealed partial class FuzzTests
{
    [Fact]
    public void A_name_is_taken_by_the_rule_alone_and_refused_in_plain_ascii()
    {
        foreach (var bytes in Mutations.Of(Mutations.Corpus("names.txt"), FullRun.Count(50_000, 5_000_000), seed: 3))
        {
            foreach (var text in new[] { Encoding.UTF8.GetString(bytes), Encoding.Latin1.GetString(bytes), Encoding.BigEndianUnicode.GetString(bytes) })
            {
                var isGood = SecretName.TryParse(text, out var name, out var error);
                Assert.True(isGood == Rule().IsMatch(text), Mutations.Show(bytes));
                Assert.True(isGood ? name!.Text == text : error!.All(c => c is >= ' ' and <= '~'), Mutations.Show(bytes));
                if (error?.IndexOf("Did you mean '", StringComparison.Ordinal) is { } at and >= 0)
                {
                    Assert.True(SecretName.TryParse(error[(at + 14)..error.LastIndexOf('\'')], out _, out _), Mutations.Show(bytes));
                }
            }
        }
    }

    [Fact]
    public void A_profile_file_is_read_whatever_stands_in_it_and_can_be_written_again()
    {
        using var home = new TemporaryFolder();
        Directory.CreateDirectory(home[".qwak"]);
        foreach (var bytes in Mutations.Of(Mutations.Corpus("profiles.txt"), FullRun.Count(2_000, 200_000), seed: 4))
        {
            var ini = IniFile.Parse(Encoding.UTF8.GetString(bytes));
            Assert.All(ini.Sections, section => Assert.True(ini.Get(section, "url") is var url && (url is null || !url.Contains('\n', StringComparison.Ordinal))));

            File.WriteAllBytes(home[".qwak/config"], bytes);
            var profiles = new QwakProfiles(home.Path);
            profiles.Set("fuzz", new QwakProfile { Url = "https://localhost:1" });
            Assert.True(new QwakProfiles(home.Path).Get("fuzz")!.Url == "https://localhost:1", Mutations.Show(bytes));
        }
    }

    // The rule as the documents have it, written a second time.
    [GeneratedRegex(@"\A[a-z][a-z0-9-]{1,98}[a-z0-9]\z", RegexOptions.CultureInvariant)]
    private static partial Regex Rule();
}
