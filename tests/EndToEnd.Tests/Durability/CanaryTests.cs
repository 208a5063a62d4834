using System.Net;
using System.Text;
using Grpc.Core;
using Qwak.Wire.Edge;

namespace Qwak.EndToEnd.Tests.Durability;

/// <summary>
/// 1,000 canary values go through both doors of a real server, well and badly; then every file that it or its database
/// keeps, its temporary files and all that it printed are searched for each of them in eleven forms.
/// </summary>
public sealed class CanaryTests(ITestOutputHelper output)
{
    private const int Canaries = 1000;

    // Of every mode. (The runtime leaves pipes and sockets, of length 0, which are no files and never end.)
    private static readonly EnumerationOptions Everything = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None };

    [Fact]
    public Task No_value_is_in_any_file_or_output_on_sqlite() => RunAsync(new ServedStore());

    [Fact]
    public Task No_value_is_in_any_file_or_output_on_postgresql() => RunAsync(new ServedStore(new PostgreSqlServer()));

    [Fact]
    public void The_search_finds_every_form()
    {
        var canary = Canary.New(0);
        var search = Canary.Search([canary]);
        var bytes = Encoding.UTF8.GetBytes(canary);
        string[] hidden =
        [
            canary, Convert.ToHexString(bytes), Convert.ToHexStringLower(bytes), Latin1(Encoding.Unicode.GetBytes(canary)),
            Latin1(Encoding.BigEndianUnicode.GetBytes(canary)), Convert.ToBase64String(bytes), Convert.ToBase64String([7, .. bytes, 7]),
            Convert.ToBase64String([7, 7, .. bytes, 7, 7]), System.Buffers.Text.Base64Url.EncodeToString([7, 7, .. bytes]),
        ];
        Assert.All(hidden, text => Assert.True(("before " + text + " behind").AsSpan().ContainsAny(search), text));
    }

    private async Task RunAsync(ServedStore opened)
    {
        await using var store = opened;
        var temporary = Directory.CreateDirectory(Path.Combine(store.Place.Folder, "tmp")).FullName;
        await store.StartAsync(new Dictionary<string, string> { ["TMPDIR"] = temporary });
        var canaries = Enumerable.Range(0, Canaries).Select(Canary.New).ToList();
        await Parallel.ForAsync(0, Canaries, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) => await UseAsync(store, i, canaries[i]));

        // Killed, so that what a clean end would tidy away is still there.
        await store.KillAsync();
        var search = Canary.Search(canaries);
        Canary.AssertNone(search, "output", store.Process.Output + store.Process.Error);
        var (files, size) = (0, 0L);
        foreach (var file in Files(store))
        {
            var bytes = await File.ReadAllBytesAsync(file);
            Canary.AssertNone(search, file, Encoding.Latin1.GetString(bytes));
            (files, size) = (files + 1, size + bytes.Length);
        }

        Assert.InRange(size, Canaries * 100, long.MaxValue);

        // It was the values that were stored, all the same.
        await store.StartAsync();
        Assert.Equal((HttpStatusCode.OK, canaries[^1], 2), await store.GetAsync($"canary-{Canaries - 1}"));
        output.WriteLine($"{Canaries} values, {files} files of {size / 1024} KiB: none found");
    }

    /// <summary>Set, read, set again and deleted over both doors, and sent where it does not belong.</summary>
    private static async Task UseAsync(ServedStore store, int i, string canary)
    {
        var name = $"canary-{i}";
        await store.Grpc.SetSecretAsync(new SetSecretRequest { Name = name, Value = canary + "-before" });
        (await store.SetAsync(name, canary)).EnsureSuccessStatusCode();
        Assert.Equal(canary, (await store.GetAsync(name)).Value);
        Assert.Equal(canary, (await store.Grpc.GetSecretAsync(new GetSecretRequest { Name = name })).Value);
        Assert.Equal(HttpStatusCode.BadRequest, (await store.SetAsync("Not_a_name", canary)).StatusCode);
        if (i % 50 == 0)
        {
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await store.SetAsync(name, canary + new string('x', 1 << 20))).StatusCode);
        }

        foreach (var body in new[] { $"{{\"value\":\"{canary}", $"{{\"valeu\":\"{canary}\"}}", $"{{\"value\":[\"{canary}\"]}}", canary })
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using var answer = await store.Rest.PutAsync(ServedStore.Address(name), content);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.DoesNotContain(canary, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        await Assert.ThrowsAsync<RpcException>(async () => await store.Grpc.SetSecretAsync(new SetSecretRequest { Name = canary, Value = canary }));
        if (i % 10 == 1)
        {
            (await store.Rest.DeleteAsync(ServedStore.Address(name))).EnsureSuccessStatusCode();
        }
    }

    private static IEnumerable<string> Files(ServedStore store) =>
        new[] { store.Place.Folder, store.PostgreSql?.Folder, store.PostgreSql?.Data }.OfType<string>()
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", Everything)).Distinct().Where(file => new FileInfo(file).Length > 0);

    private static string Latin1(byte[] bytes) => Encoding.Latin1.GetString(bytes);
}
