using System.Text.Json;
using Qwak.Clients.Administration;

namespace Qwak.Rest;

/// <summary>Body of <c>PUT …/data-sources/{name}</c> and <c>POST …/data-sources/validate</c>: the JSON form of a <c>DataSourceSpec</c>.</summary>
internal sealed record DataSourceBody(JsonElement? Spec);

/// <summary>Body of <c>POST …/data-sources/sample</c>, and of <c>…/{name}/sample</c> without the definition.</summary>
internal sealed record SampleBody(JsonElement? Spec = null, int? Rows = null);

/// <summary>Answer of <c>GET …/data-sources/{name}</c>.</summary>
internal sealed record DataSourceAnswer(DataSourceProperties Properties, JsonElement Spec);

/// <summary>Answer of <c>PUT …/data-sources/{name}</c>.</summary>
internal sealed record RegisterDataSourceAnswer(DataSourceProperties Properties, bool Unchanged);
