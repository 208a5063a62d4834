using Qwak.Core.Secrets;
using Qwak.Core.Tests.Service;

namespace Qwak.Core.Tests.Secrets;

/// <summary>Sorting, filtering and paging.</summary>
public abstract class SecretListSuite : StoreSuite
{
    [Fact]
    public async Task Every_sort_and_order_pages_through_500_secrets_without_gaps_or_repeats()
    {
        await Scene.EnvironmentAsync("aa-first", "first.test:443");
        await Scene.EnvironmentAsync("aa", "a.test:443");
        string[] addresses = [Scene.Address, "first.test", "a.test"];
        for (var i = 0; i < 500; i++)
        {
            // Many in one millisecond, so that the sort key alone does not order them.
            Scene.Time.Advance(TimeSpan.FromMilliseconds(i % 7 == 0 ? 1 : 0));
            (await Admin.From(addresses[i % 3]).SetAsync($"secret-{i * 7919 % 500:d3}", "x")).Good();
        }

        for (var i = 0; i < 500; i += 5)
        {
            Scene.Time.Advance(TimeSpan.FromMilliseconds(i % 3));
            (await Admin.From(addresses[i % 3]).SetAsync($"secret-{i * 7919 % 500:d3}", "y")).Good();
        }

        foreach (var sort in Enum.GetValues<SecretSortKey>())
        {
            foreach (var descending in new[] { false, true })
            {
                var all = await PagesAsync(new SecretListQuery { Sort = sort, Descending = descending, Limit = 37 });
                Assert.Equal(500, all.Select(s => s.Name).Distinct().Count());
                Assert.Equal(500, all.Count);
                Func<SecretProperties, IComparable> key = sort switch
                {
                    SecretSortKey.Name => s => s.Name,
                    SecretSortKey.Environment => s => s.Environment.PadRight(10, '!') + s.Name,
                    SecretSortKey.Created => s => s.CreatedAt,
                    SecretSortKey.Updated => s => s.UpdatedAt,
                };
                var keys = all.Select(key).ToList();
                if (descending)
                {
                    keys.Reverse();
                }

                Assert.All(keys.Zip(keys.Skip(1)), pair => Assert.True(Compare(pair.First, pair.Second) <= 0, $"{sort}: {pair.First} before {pair.Second}"));
            }
        }
    }

    [Fact]
    public async Task Names_that_several_environments_have_page_without_gaps_or_repeats()
    {
        await Scene.EnvironmentAsync("aa", "a.test:443");
        await Scene.EnvironmentAsync("zz", "z.test:443");
        foreach (var address in new[] { Scene.Address, "a.test", "z.test" })
        {
            foreach (var name in new[] { "one", "two", "three" })
            {
                (await Admin.From(address).SetAsync(name, "x")).Good();
            }
        }

        foreach (var sort in Enum.GetValues<SecretSortKey>())
        {
            foreach (var descending in new[] { false, true })
            {
                var all = await PagesAsync(new SecretListQuery { Sort = sort, Descending = descending, Limit = 1 });
                Assert.Equal(9, all.Count);
                Assert.Equal(9, all.Select(s => (s.Environment, s.Name)).Distinct().Count());
            }
        }
    }

    [Fact]
    public async Task The_filter_is_plain_text_whatever_it_holds()
    {
        await Scene.RestartAsync(options => options with { Secrets = new() { NameRule = SecretNameRule.Legacy } });
        foreach (var name in new[] { "aws-api-key", "aws_api_key", "awsxapixkey", "other" })
        {
            (await Admin.SetAsync(name, "x")).Good();
        }

        Assert.Equal(["aws-api-key", "aws_api_key", "awsxapixkey", "other"], await Filter(null));
        Assert.Equal(["aws-api-key", "aws_api_key", "awsxapixkey", "other"], await Filter(""));
        Assert.Equal(["aws_api_key"], await Filter("_"));
        Assert.Equal(["aws_api_key"], await Filter("s_a"));
        Assert.Equal(["aws-api-key", "aws_api_key", "awsxapixkey"], await Filter("API"));
        foreach (var nothing in new[] { "%", "a%", @"\", @"\_", @"\\", "'", "' OR 1=1 --", "*", "?", "[a]" })
        {
            Assert.Empty(await Filter(nothing));
        }

        async Task<string[]> Filter(string? filter) =>
            [.. (await Admin.ListAsync(new SecretListQuery { Filter = filter })).Good().Items.Select(s => s.Name)];
    }

    [Fact]
    public async Task A_page_that_is_just_full_is_the_last_one()
    {
        for (var i = 0; i < 10; i++)
        {
            (await Admin.SetAsync($"secret-{i}", "x")).Good();
        }

        Assert.Null((await Admin.ListAsync(new SecretListQuery { Limit = 10 })).Good().Next);
        var page = (await Admin.ListAsync(new SecretListQuery { Limit = 9 })).Good();
        Assert.NotNull(page.Next);
        Assert.Equal("secret-9", Assert.Single((await Admin.ListAsync(new SecretListQuery { Limit = 9, After = page.Next })).Good().Items).Name);
    }

    [Fact]
    public async Task Pages_hold_when_secrets_come_and_go_between_them()
    {
        for (var i = 10; i < 40; i++)
        {
            (await Admin.SetAsync($"secret-{i}", "x")).Good();
        }

        var first = (await Admin.ListAsync(new SecretListQuery { Limit = 10 })).Good();
        (await Admin.DeleteAsync("secret-15")).Good();
        (await Admin.DeleteAsync("secret-19")).Good();
        (await Admin.SetAsync("secret-11a", "x")).Good();
        (await Admin.SetAsync("secret-25a", "x")).Good();
        var rest = (await Admin.ListAsync(new SecretListQuery { Limit = 100, After = first.Next })).Good().Items.Select(s => s.Name).ToList();
        Assert.Equal(Enumerable.Range(20, 20).Select(i => $"secret-{i}").Append("secret-25a").Order(StringComparer.Ordinal), rest);
    }

    private static int Compare(IComparable a, IComparable b) =>
        a is string x && b is string y ? string.CompareOrdinal(x, y) : a.CompareTo(b);

    private async Task<List<SecretProperties>> PagesAsync(SecretListQuery query)
    {
        var all = new List<SecretProperties>();
        do
        {
            var page = (await Admin.ListAllAsync(query)).Good();
            all.AddRange(page.Items);
            query = query with { After = page.Next };
        }
        while (query.After is not null);
        return all;
    }
}

public sealed class SecretListOnSqlite : SecretListSuite
{
    private protected override StorePlace NewPlace() => new SqlitePlace();
}
