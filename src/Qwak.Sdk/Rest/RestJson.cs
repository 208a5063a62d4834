using System.Text.Json;
using System.Text.Json.Serialization;
using Qwak.Clients.Administration;

namespace Qwak.Rest;

/// <summary>Serializers of all REST bodies, made at build time (no reflection, so that the CLI can be compiled ahead of time).</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SetSecretBody))]
[JsonSerializable(typeof(SetSecretAnswer))]
[JsonSerializable(typeof(SecretValueBody))]
[JsonSerializable(typeof(SecretProperties))]
[JsonSerializable(typeof(Page<SecretProperties>))]
[JsonSerializable(typeof(QwakApiKeyBody))]
[JsonSerializable(typeof(AuthenticationAnswer))]
[JsonSerializable(typeof(FooterAnswer))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(CreateEnvironmentBody))]
[JsonSerializable(typeof(EnvironmentProperties))]
[JsonSerializable(typeof(Page<EnvironmentProperties>))]
[JsonSerializable(typeof(GenerateApiKeyBody))]
[JsonSerializable(typeof(GenerateApiKeyAnswer))]
[JsonSerializable(typeof(Page<ApiKeyProperties>))]
[JsonSerializable(typeof(CreateAccessTokenBody))]
[JsonSerializable(typeof(CreateAccessTokenAnswer))]
[JsonSerializable(typeof(Page<AccessTokenProperties>))]
[JsonSerializable(typeof(GrantRoleBody))]
[JsonSerializable(typeof(RoleAssignment))]
[JsonSerializable(typeof(Page<RoleAssignment>))]
[JsonSerializable(typeof(PolicyDefinition))]
[JsonSerializable(typeof(PolicyProperties))]
[JsonSerializable(typeof(Page<PolicyProperties>))]
[JsonSerializable(typeof(PolicyQuestion))]
[JsonSerializable(typeof(PolicyExplanation))]
[JsonSerializable(typeof(NameBody))]
[JsonSerializable(typeof(PrincipalProperties))]
[JsonSerializable(typeof(Page<PrincipalProperties>))]
[JsonSerializable(typeof(GroupProperties))]
[JsonSerializable(typeof(Page<GroupProperties>))]
[JsonSerializable(typeof(WhoAmI))]
[JsonSerializable(typeof(Page<AuditEventRecord>))]
internal sealed partial class RestJson : JsonSerializerContext;
