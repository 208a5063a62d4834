using Qwak.Connectors.Network;
using Qwak.Connectors.Tests.Support;

namespace Qwak.Connectors.Tests.Sql;

/// <summary>What every connector of a database does, on a real server with TLS and passwords.</summary>
public abstract class SqlConnectorSuite : SqlSourceTests
{
    [Fact]
    public async Task A_table_gives_its_columns_and_its_rows()
    {
        Prepare("(id int, name varchar(20))", "(1, 'one'), (2, 'it''s \"two\"')", out var table);

        var sample = await User.SampleAsync(Source(table: table));

        Assert.Equal(["id", "name"], sample.Columns.Select(column => column.Name));
        Assert.Equal([[1L, "one"], [2L, "it's \"two\""]], sample.Rows);
    }

    [Fact]
    public async Task A_table_is_found_by_its_schema_too()
    {
        Prepare("(id int)", "(1)", out var table);

        Assert.Single((await User.SampleAsync(Source(table: $"{Schema}.{table}"))).Rows);
    }

    [Fact]
    public async Task A_query_may_end_with_a_semicolon_or_a_comment()
    {
        Prepare("(id int)", "(1)", out var table);

        Assert.Single((await User.SampleAsync(Source(query: $"select id from {table};\n"))).Rows);
        Assert.Single((await User.SampleAsync(Source(query: $"select id from {table} -- all of it"))).Rows);
    }

    [Fact]
    public async Task At_most_as_many_rows_come_as_were_asked_for()
    {
        Prepare("(id int)", string.Join(',', Enumerable.Range(1, 1200).Select(id => $"({id})")), out var table);

        Assert.Equal(1000, (await User.SampleAsync(Source(table: table))).Rows.Count);
        Assert.Equal(7, (await User.SampleAsync(Source(table: table), rows: 7)).Rows.Count);
        var none = await User.SampleAsync(Source(table: table), rows: 0);
        Assert.Empty(none.Rows);
        Assert.Single(none.Columns);
    }

    [Fact]
    public async Task A_kept_connection_is_clean_for_the_next_use()
    {
        Prepare("(id int)", "(1)", out var table);
        User.Key = new SourceKey(table, "1");
        for (var use = 0; use < 5; use++)
        {
            Assert.Single((await User.SampleAsync(Source(table: table))).Rows);
        }
    }

    [Fact]
    public async Task A_wrong_password_is_told()
    {
        Prepare("(id int)", "(1)", out var table);
        User.Canaries["source-password"] = Canaries.NewPassword();

        await User.FailAsync(ConnectorFailure.Login, Source(table: table));
    }

    [Fact]
    public async Task An_unknown_user_is_told()
    {
        Prepare("(id int)", "(1)", out var table);
        User.Canaries["source-user"] = Canaries.NewUser();

        await User.FailAsync(ConnectorFailure.Login, Source(table: table));
    }

    [Fact]
    public async Task A_missing_database_is_told()
    {
        Prepare("(id int)", "(1)", out var table);

        await User.FailAsync(ConnectorFailure.Database, Source(table: table, database: "no_such_database"));
    }

    [Fact]
    public async Task A_missing_table_is_told_by_its_name()
    {
        Prepare("(id int)", "(1)", out _);

        var failure = await User.FailAsync(Missing, Source(table: "no_such_table"));

        Assert.True(failure.Failure != ConnectorFailure.Table || failure.Message.Contains("no_such_table", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_missing_column_is_told_of_a_query_and_of_a_definition()
    {
        Prepare("(id int)", "(1)", out var table);

        await User.FailAsync(ConnectorFailure.Column, Source(query: $"select missing_one from {table}"));
        var failure = await User.FailAsync(ConnectorFailure.Column, Source(table: table, dateColumn: "created_at"));
        Assert.Equal("The source has no column 'created_at'.", failure.Message);
    }

    [Fact]
    public async Task A_query_that_is_no_sql_is_told()
    {
        Prepare("(id int)", "(1)", out _);

        await User.FailAsync(ConnectorFailure.Query, Source(query: "selekt everything"));
    }

    [Fact]
    public async Task A_table_that_may_not_be_read_is_told()
    {
        Prepare("(id int)", "(1)", out var table);
        Revoke(table, Login);

        await User.FailAsync(ConnectorFailure.Permission, Source(table: table));
    }

    [Fact]
    public async Task A_query_runs_as_one_statement_that_only_reads()
    {
        Prepare("(id int)", "(1)", out var table);
        GrantAll(table, Login);
        foreach (var query in new[]
        {
            $"select 1) as a; commit; delete from {table}; select * from (select 1",
            $"select 1 as id) as a; delete from {table}; select * from (select 1",
            Writing(table),
        })
        {
            var exception = await Assert.ThrowsAsync<ConnectorException>(() => User.SampleAsync(Source(query: query)));
            User.Canaries.AssertAbsent(exception.ToString());
        }

        Assert.Single((await User.SampleAsync(Source(table: table))).Rows);
    }

    [Fact]
    public async Task A_slow_query_ends_with_its_time()
    {
        Prepare("(id int)", "(1)", out _);
        User.Connections = new DataSourceConnections(new ConnectorLimits { Time = TimeSpan.FromSeconds(1.5) }, TimeProvider.System);
        var started = TimeProvider.System.GetTimestamp();

        await User.FailAsync(ConnectorFailure.Timeout, Source(query: Sleeping(60)));

        Assert.InRange(TimeProvider.System.GetElapsedTime(started).TotalSeconds, 1, 20);
    }

    [Fact]
    public async Task A_use_that_is_cancelled_ends_as_cancelled()
    {
        Prepare("(id int)", "(1)", out _);
        using var cancellation = new CancellationTokenSource(TimeSpan.FromSeconds(1));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => User.SampleAsync(Source(query: Sleeping(60)), cancellationToken: cancellation.Token));
    }

    [Fact]
    public async Task A_connection_that_is_killed_is_told_and_the_next_use_works()
    {
        Prepare("(id int)", "(1)", out var table);
        User.Key = new SourceKey(table, "1");
        var failing = User.FailAsync(ConnectorFailure.Connection, Source(query: Sleeping(60)));
        while (!failing.IsCompleted)
        {
            Kill(Login);
            await Task.Delay(100);
        }

        await failing;
        Assert.Single((await User.SampleAsync(Source(table: table))).Rows);
    }

    [Fact]
    public async Task A_certificate_of_a_stranger_or_for_another_name_is_refused()
    {
        Prepare("(id int)", "(1)", out var table);

        await User.FailAsync(ConnectorFailure.Tls, Source(table: table, host: "127.0.0.1"));
        User.Policy = SourceUser.Loopback with { TrustedRoots = TestCertificates.OtherRoots };
        await User.FailAsync(ConnectorFailure.Tls, Source(table: table));
        User.Policy = SourceUser.Loopback with { TrustedRoots = TestCertificates.OtherRoots, VerifyTls = false };
        Assert.Single((await User.SampleAsync(Source(table: table))).Rows);
    }

    [Fact]
    public async Task A_host_that_is_unknown_or_silent_is_told()
    {
        User.Destinations = ["*:*"];

        await User.FailAsync(ConnectorFailure.NameResolution, Source(table: "any", host: "no-such-host.invalid"));
        await User.FailAsync(ConnectorFailure.Connection, Source(table: "any", port: Ports.Free()));
    }

    [Fact]
    public async Task A_destination_outside_the_binding_or_of_this_machine_is_refused()
    {
        Prepare("(id int)", "(1)", out var table);

        User.Destinations = [$"localhost:{Port}"];
        Assert.Single((await User.SampleAsync(Source(table: table))).Rows);
        User.Destinations = [$"localhost:{Port + 1}", $"db.example.com:{Port}"];
        await User.FailAsync(ConnectorFailure.RefusedDestination, Source(table: table));
        User.Destinations = ["*:*"];
        User.Policy = NetworkPolicy.Strict;
        await User.FailAsync(ConnectorFailure.RefusedDestination, Source(table: table));
    }

    [Fact]
    public async Task No_sample_fails_after_a_password_was_rotated_under_load()
    {
        Prepare("(id int)", "(1)", out var table);
        var version = 1;
        var switched = 0L;
        var (failedAfter, sampledAfter) = (0, 0);
        using var end = new CancellationTokenSource();
        var samplers = Enumerable.Range(0, 4).Select(_ => Task.Run(SampleUntilTheEnd)).ToArray();

        await Task.Delay(1000);
        SetPassword(Login, User.Canaries["source-password"] = Canaries.NewPassword());
        Volatile.Write(ref version, 2);
        Volatile.Write(ref switched, TimeProvider.System.GetTimestamp());
        while (Volatile.Read(ref sampledAfter) < 200 && Volatile.Read(ref failedAfter) == 0)
        {
            await Task.Delay(20);
        }

        await end.CancelAsync();
        await Task.WhenAll(samplers);
        Assert.Equal(0, failedAfter);

        async Task SampleUntilTheEnd()
        {
            while (!end.IsCancellationRequested)
            {
                var isAfter = Volatile.Read(ref switched) != 0;
                try
                {
                    await using var reader = await User.Connections.OpenAsync(
                        Source(table: table), new SourceKey(table, $"{Volatile.Read(ref version)}"), User.Canaries.Secrets,
                        User.Canaries.Guard(User.Policy, User.Destinations), 1000, default);
                    await reader.ReadAllAsync().ToListAsync();
                    Interlocked.Add(ref sampledAfter, isAfter ? 1 : 0);
                }
                catch (ConnectorException)
                {
                    Interlocked.Add(ref failedAfter, isAfter ? 1 : 0);
                }
            }
        }
    }
}
