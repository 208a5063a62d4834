using Qwak.Cli.DataSources;
using Qwak.FeatureStore.DataSources;

namespace Qwak.Cli.Tests.DataSources;

/// <summary>Files of C# that make data sources, compiled and run for real.</summary>
public sealed class CSharpSourceFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("qwak-test-");

    // The built assemblies in place of a project or a package, which would take a restore.
    private static readonly string Project = $"""
        <Project>
          <PropertyGroup><PublishAot>false</PublishAot></PropertyGroup>
          <ItemGroup>
            <Reference Include="{typeof(DataSource).Assembly.Location}" />
            <Reference Include="{typeof(Google.Protobuf.IMessage).Assembly.Location}" />
          </ItemGroup>
        </Project>
        """;

    [Fact]
    public async Task The_sources_that_a_file_hands_over_are_read_whatever_else_it_prints()
    {
        var sources = await CSharpSourceFile.ReadAsync(
            Write("""
                using Qwak.FeatureStore.DataSources;

                Console.WriteLine("[]");
                var orders = new PostgresSource("orders", "Orders", "at", "db-user", "db-password", "jdbc:postgresql://db.example.com/shop", "orders");
                var stock = new CsvSource("stock", "Stock", "at", "s3://bucket/stock.csv");
                return DataSourceHost.Run(args, orders, stock);
                """),
            TestContext.Current.CancellationToken);
        Assert.Equal(["orders", "stock"], sources.Select(source => source.Name));
        Assert.Equal("db-password", Assert.IsType<PostgresSource>(sources[0]).PasswordSecretName);
        Assert.Equal("s3://bucket/stock.csv", Assert.IsType<CsvSource>(sources[1]).Path);
    }

    [Theory]
    [InlineData("return 0;", "hands over no data sources: end it with 'return DataSourceHost.Run(args, source, …);'.")]
    [InlineData("throw new Exception();", "failed; what dotnet says of it stands above.")]
    public async Task What_is_wrong_with_a_file_is_said(string code, string message)
    {
        var file = Write(code);
        var failure = await Assert.ThrowsAsync<CliException>(() => CSharpSourceFile.ReadAsync(file, TestContext.Current.CancellationToken));
        Assert.Equal($"'{file}' {message}", failure.Message);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_named()
    {
        var failure = await Assert.ThrowsAsync<CliException>(() => CSharpSourceFile.ReadAsync("no-such.cs", TestContext.Current.CancellationToken));
        Assert.Equal("The file 'no-such.cs' cannot be read: there is none.", failure.Message);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string Write(string code)
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "Directory.Build.props"), Project);
        var file = Path.Combine(_folder.FullName, "data_sources.cs");
        File.WriteAllText(file, code);
        return file;
    }
}
