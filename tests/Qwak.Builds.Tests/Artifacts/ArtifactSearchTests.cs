using Qwak.Builds.Artifacts;
using Qwak.Redaction;

namespace Qwak.Builds.Tests.Artifacts;

public sealed class ArtifactSearchTests
{
    private const string Value = "hunter2-hunter2-hunter2";

    [Fact]
    public void A_secret_in_the_name_of_a_file_fails_the_build_and_is_not_shown()
    {
        var folder = Directory.CreateTempSubdirectory("qwak-artifacts-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, $"model-{Value}.bin"), "weights");
            File.WriteAllText(Path.Combine(folder.FullName, "plain\u001b[31m.bin"), "weights");
            using var redactor = new Redactor();
            using (var value = SecretValue.FromString(Value))
            {
                redactor.Add("db-password", value);
            }

            var search = new ArtifactSearch(redactor);
            search.SearchFolder(folder.FullName);
            Assert.Equal(["model-[redacted:db-password].bin", "plain [31m.bin"], search.Artifacts.Select(artifact => artifact.Path));
            var finding = Assert.Single(search.Findings);
            Assert.Equal(("model-[redacted:db-password].bin (its name)", 6, "db-password", true), (finding.File, finding.Offset, finding.Secret, finding.Fails));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
