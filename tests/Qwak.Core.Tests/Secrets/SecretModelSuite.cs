using Qwak.Core.Secrets;
using Qwak.Core.Tests.Audit;
using Qwak.Core.Tests.Service;

namespace Qwak.Core.Tests.Secrets;

/// <summary>The life of a secret through every state, at random, beside a model of it. A failure names the seed and the steps.</summary>
public abstract class SecretModelSuite : StoreSuite
{
    private const int Steps = 24;

    // Many names take a step together, so that the store commits them in one group.
    private const int Together = 100;

    private static readonly SecretOptions Options = new() { KeptVersions = 3, DeletedRetention = TimeSpan.FromDays(7) };

    [Fact]
    public async Task A_secret_does_what_its_model_does()
    {
        await Scene.RestartAsync(options => options with { Secrets = Options });
        var sequences = FullRun.Count(usual: 100, full: 10_000);
        for (var seed = 0; seed < sequences; seed += Together)
        {
            await RunAsync([.. Enumerable.Range(seed, Together).Select(s => new Sequence(s, Admin))], seed);
        }

        await IndependentChain.VerifyAsync(Scene.Place);
    }

    private async Task RunAsync(List<Sequence> sequences, int seed)
    {
        var clock = new Chance(seed);
        for (var step = 0; step < Steps; step++)
        {
            if (clock.Next(6) == 0)
            {
                Scene.Time.Advance(TimeSpan.FromDays(1 + clock.Next(8)));
                await Scene.Store.Destruction.RunAsync(default);
                sequences.ForEach(sequence => sequence.Model.Destroy(Scene.Time.GetUtcNow()));
            }

            await Task.WhenAll(sequences.Select(sequence => sequence.StepAsync(Scene.Time.GetUtcNow())));
        }
    }

    private sealed class Sequence(int seed, User user)
    {
        private readonly Chance _random = new(seed);
        private readonly string _name = $"secret-{seed}";
        private readonly List<string> _steps = [];

        public SecretModel Model { get; } = new(Options.KeptVersions, Options.DeletedRetention);

        public async Task StepAsync(DateTimeOffset now)
        {
            switch (_random.Next(10))
            {
                case < 4:
                    var (value, condition) = ($"value {_random.Next(3)}", _random.Next(3) == 0 ? _random.Next(6) : (int?)null);
                    var set = await user.SetAsync(_name, value, condition);
                    Compare($"set '{value}' if {condition}", Model.Set(value, condition), set.IsRefused
                        ? set.Code() : $"{set.Value.Properties.Version} {(set.Value.Unchanged ? "unchanged" : "new")}");
                    break;
                case 4 or 5:
                    Compare("delete", Model.Delete(now), (await user.DeleteAsync(_name)).Code());
                    break;
                case 6 or 7:
                    int[]? versions = _random.Next(2) == 0 ? null : [.. Enumerable.Range(1, 5).Where(_ => _random.Next(3) == 0)];
                    var restored = await user.RestoreAsync(_name, versions);
                    Compare(
                        $"restore {(versions is null ? "all" : string.Join(',', versions))}", Model.Restore(versions),
                        restored.IsRefused ? restored.Code() : $"{restored.Value.Version}");
                    break;
                case 8:
                    if (_random.Next(4) == 0)
                    {
                        Compare("purge", Model.Purge(), (await user.PurgeAsync(_name)).Code());
                    }

                    break;
            }

            var number = 1 + _random.Next(6);
            Compare($"get {number}", Model.Get(number), await user.ReadAsync(_name, number));
            Compare("get", Model.Get(null), await user.ReadAsync(_name));
            var listed = await user.VersionsAsync(_name);
            Compare("versions", Model.Versions(), listed.IsRefused
                ? listed.Code() : string.Join(' ', listed.Value.Select(v => $"{v.Version}:{v.State}")));
        }

        private void Compare(string step, string expected, string actual)
        {
            _steps.Add($"{step}: {expected}");
            Assert.True(expected == actual, $"Seed {seed}: '{actual}' in the last of these steps.\n{string.Join('\n', _steps)}");
        }
    }
}

public sealed class SecretModelOnSqlite : SecretModelSuite
{
    private protected override StorePlace NewPlace() => new SqlitePlace();
}
