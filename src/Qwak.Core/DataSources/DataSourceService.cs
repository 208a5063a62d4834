using Google.Protobuf;
using Qwak.Core.Access;
using Qwak.Core.Audit;
using Qwak.Core.Environments;
using Qwak.Core.Secrets;
using Qwak.Core.Storage;
using Qwak.FeatureStore.DataSources;

namespace Qwak.Core.DataSources;

/// <summary>
/// The definitions of data sources. In each operation, <c>environment</c> is the name or id that the request gives, if any,
/// and <c>name</c> is not yet validated. Whoever registers a source last is its owner: it works with their rights.
/// </summary>
internal sealed class DataSourceService(
    OperationPath path, Database database, DataSourceRows rows, SourceAuthority authority, SecretOptions options)
{
    public const int MaximumLimit = 1000;
    public const int MaximumSpecBytes = 256 * 1024;

    private const int Batch = 500;

    /// <summary>Registers a definition: a new source, or the next version of the one of its name.</summary>
    /// <param name="context">Who asks; they must be allowed to use each secret that the source names.</param>
    /// <param name="environment">Name or id of the environment.</param>
    /// <param name="definition">The definition.</param>
    /// <param name="require">What must be so of the source that is there, null for none; it answers why not.</param>
    public Task<Result<RegisterSourceResult>> RegisterAsync(
        RequestContext context, string? environment, DataSource definition, Func<RegisteredSource?, Refusal?>? require = null) =>
        path.ChangeAsync<RegisterSourceResult>(context, AuditActions.DataSourceRegister, async (caller, transaction) =>
        {
            var (place, subject) = Locate(caller, environment, definition.Name);
            if (place.IsRefused)
            {
                return new(place.Refusal, subject);
            }

            var spec = definition.ToSpec();
            if (spec.CalculateSize() > MaximumSpecBytes)
            {
                return new(new Refusal(RefusalCode.ValueTooLarge, $"A definition has at most {MaximumSpecBytes} bytes."), subject);
            }

            var allowed = await authority.MayUseAsync(caller, place.Value, definition, transaction);
            if (allowed.Result.Refusal is { } refusal)
            {
                return new(refusal, subject with { Outcome = allowed.Subject.Outcome });
            }

            var stored = await rows.FindAsync(transaction, place.Value.Id, definition.Name);
            var isTheirs = stored is null ? null : SourceAuthority.RefuseChange(caller, place.Value, stored);
            if ((isTheirs ?? require?.Invoke(stored)) is { } problem)
            {
                return new(problem, subject);
            }

            if (stored is not null && stored.OwnerId == caller.Grant.Principal.Id && stored.Definition().ToSpec().Equals(spec))
            {
                return new(
                    new RegisterSourceResult(new FoundSource(stored, definition, place.Value), Unchanged: true),
                    subject with { Version = stored.Version, Outcome = AuditEvent.Unchanged });
            }

            var next = Next(caller, place.Value, definition.Name, stored) with { Spec = spec.ToByteArray() };
            await rows.WriteAsync(transaction, next);
            return new(
                new RegisterSourceResult(new FoundSource(next, definition, place.Value), Unchanged: false),
                subject with { Version = next.Version, Row = next.Row });
        });

    public Task<Result<FoundSource>> GetAsync(RequestContext context, string? environment, string? name) =>
        path.ReadAsync<FoundSource>(context, AuditActions.DataSourceRead, async caller =>
        {
            var (place, subject) = Locate(caller, environment, name);
            return place.IsRefused ? new(place.Refusal, subject) : new(await FindAsync(caller, place.Value, name!), subject);
        });

    /// <summary>Finds the name of a source by its id, for clients that go on with the id.</summary>
    public Task<Result<FoundSource>> GetByIdAsync(RequestContext context, string? environment, string? id) =>
        path.ReadAsync<FoundSource>(context, AuditActions.DataSourceRead, async caller =>
        {
            var place = caller.Resolve(environment);
            if (place.IsRefused)
            {
                return place.Refusal;
            }

            var name = RandomId.IsOne(id) ? await rows.FindNameAsync(place.Value.Id, id!) : null;
            return name is null
                ? new(SourceAuthority.NotFound, new Subject(place.Value.Name, RecordedName.OfId(id ?? "")))
                : new(await FindAsync(caller, place.Value, name), new Subject(place.Value.Name, name));
        });

    /// <summary>Lists the sources that the caller may know of, by name.</summary>
    public Task<Result<SourceListPage>> ListAsync(RequestContext context, string? environment, int limit, string? after) =>
        path.ReadAsync<SourceListPage>(context, AuditActions.DataSourceList, async caller =>
        {
            var place = caller.Resolve(environment);
            return place.IsRefused ? new(place.Refusal) : new(await PageAsync(caller, place.Value, limit, after ?? ""), new Subject(place.Value.Name));
        });

    /// <summary>Lists those of all environments, at most so many.</summary>
    public Task<Result<IReadOnlyList<FoundSource>>> ListAllAsync(RequestContext context, int limit) =>
        path.ReadAsync<IReadOnlyList<FoundSource>>(context, AuditActions.DataSourceList, async caller =>
        {
            var all = new List<FoundSource>();
            foreach (var place in caller.Environments)
            {
                all.AddRange((await PageAsync(caller, place, limit - all.Count, "")).Items);
            }

            return all;
        });

    /// <summary>The sources that name a secret or have used it, and which versions they used; also of a secret that is gone.</summary>
    public Task<Result<SourceLineage[]>> ListBySecretAsync(RequestContext context, string? environment, string? secret) =>
        path.ReadAsync<SourceLineage[]>(context, AuditActions.SecretSources, async caller =>
        {
            var (target, subject) = SecretTarget.Locate(caller, environment, secret, options.NameRule);
            if (target.IsRefused)
            {
                return new(target.Refusal, subject);
            }

            var (place, name) = (target.Value.Environment, target.Value.Name.Text);
            if (!caller.Allows(Operation.List, place, name))
            {
                return new(Refusal.SecretNotFound, subject with { Outcome = QwakErrorCodes.PermissionDenied });
            }

            var (sources, uses) = await database.ReadSnapshotAsync(async connection => (
                await DataSourceTable.ListBySecretAsync(connection, place.Id, name), await DataSourceUseTable.ListAsync(connection, place.Id, name)));
            var lineage =
                from source in sources
                let definition = source.Definition()
                where SourceAuthority.IsVisible(caller, place, definition)
                select new SourceLineage(source, definition.SecretNames.Any(named => named.Name == name), [.. uses[source.Id]]);
            return new(lineage.ToArray(), subject);
        });

    /// <summary>Deletes a source; its secrets stay.</summary>
    /// <returns>The source's id, whose open connections can be closed.</returns>
    public Task<Result<string>> DeleteAsync(RequestContext context, string? environment, string? name) =>
        path.ChangeAsync<string>(context, AuditActions.DataSourceDelete, async (caller, transaction) =>
        {
            var (place, subject) = Locate(caller, environment, name);
            if (place.IsRefused)
            {
                return new(place.Refusal, subject);
            }

            var stored = await rows.FindAsync(transaction, place.Value.Id, name!);
            if (stored is null || !SourceAuthority.IsVisible(caller, place.Value, stored.Definition()))
            {
                return new(SourceAuthority.NotFound, subject);
            }

            if (SourceAuthority.RefuseChange(caller, place.Value, stored) is { } refusal)
            {
                return new(refusal, subject);
            }

            await DataSourceTable.RemoveAsync(transaction.Connection, stored.Id);

            // Beyond its last revision, so that the row is refused when it is put back.
            return new(stored.Id, subject with { Version = stored.Version, Row = stored.Row with { Revision = stored.Version + 1 } });
        });

    /// <summary>Which environment is meant, and what to record whether or not the name is good.</summary>
    public static (Result<SecretEnvironment> Place, Subject Subject) Locate(Caller caller, string? environment, string? name)
    {
        var place = caller.Resolve(environment);
        var problem = DataSourceName.Problem(name);
        return (problem ?? place, new Subject(place.Value?.Name, RecordedName.Of(name, problem is null)));
    }

    private async Task<Result<FoundSource>> FindAsync(Caller caller, SecretEnvironment place, string name) =>
        await rows.FindAsync(place.Id, name) is { } row && row.Definition() is var definition && SourceAuthority.IsVisible(caller, place, definition)
            ? new FoundSource(row, definition, place)
            : SourceAuthority.NotFound;

    private async Task<SourceListPage> PageAsync(Caller caller, SecretEnvironment place, int limit, string after)
    {
        // One row more than asked for tells that there are others.
        var size = Math.Min(limit + 1, Batch);
        var items = new List<FoundSource>();
        while (true)
        {
            var batch = await database.ReadAsync(connection => DataSourceTable.ListAsync(connection, place.Id, after, size));
            foreach (var row in batch)
            {
                var definition = row.Definition();
                if (!SourceAuthority.IsVisible(caller, place, definition))
                {
                    continue;
                }

                // The next page starts after a source that the caller may know of.
                if (items.Count == limit)
                {
                    return new SourceListPage(items, items[^1].Row.Name);
                }

                items.Add(new FoundSource(row, definition, place));
            }

            if (batch.Count < size)
            {
                return new SourceListPage(items, Next: null);
            }

            after = batch[^1].Name;
        }
    }

    private static RegisteredSource Next(Caller caller, SecretEnvironment place, string name, RegisteredSource? stored)
    {
        var principal = caller.Grant.Principal;
        var previous = stored ?? new RegisteredSource
        {
            Id = RandomId.New(),
            EnvironmentId = place.Id,
            Name = name,
            Spec = [],
            OwnerId = principal.Id,
            CreatedAt = caller.Now,
            CreatedBy = principal.Name,
            UpdatedAt = caller.Now,
            UpdatedBy = principal.Name,
            Version = 0,
        };
        return previous with { OwnerId = principal.Id, UpdatedAt = caller.Now, UpdatedBy = principal.Name, Version = previous.Version + 1 };
    }
}
