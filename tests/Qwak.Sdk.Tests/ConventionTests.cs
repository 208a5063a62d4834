using System.Reflection;
using Qwak.Clients;
using Qwak.Clients.Administration;

namespace Qwak.Sdk.Tests;

/// <summary>Plaintext has one exit. These tests read the assembly, so that a new type cannot add another.</summary>
public sealed class ConventionTests
{
    private static readonly string[] Suspicious = ["value", "secret", "token", "key", "password", "plaintext", "reveal"];

    // What the caller puts in is not an exit; these are the names, ids and kinds that only sound like one.
    private static readonly string[] Harmless =
    [
        "SecretValue.Reveal", "SecretValue.ToString", "SecretName.ToString",
        "QwakConnectionOptions.ApiKey", "QwakConnectionOptions.AccessToken", "IdentityProviderDefinition.ClientSecret",
        "SaslAuthentication.UsernameSecret", "SaslAuthentication.PasswordSecret", "KafkaSource.SecretConfigs", "DataSourceProperties.SecretNames",
    ];

    private static IEnumerable<Type> PublicTypes => typeof(SecretValue).Assembly.GetExportedTypes();

    [Fact]
    public void No_public_member_but_reveal_gives_out_plaintext()
    {
        var exits =
            from type in PublicTypes
            from member in type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            where TextOf(member) && (type == typeof(SecretValue) || Suspicious.Any(
                word => member.Name.Contains(word, StringComparison.OrdinalIgnoreCase)))
            let name = $"{type.Name}.{member.Name}"
            where !Harmless.Contains(name) && !name.EndsWith("SecretName", StringComparison.Ordinal)
            select name;
        Assert.Empty(exits);
    }

    [Fact]
    public void What_holds_plaintext_prints_as_redacted_and_is_not_a_record()
    {
        foreach (var type in typeof(SecretValue).Assembly.GetTypes().Where(HoldsPlaintext))
        {
            Assert.Null(type.GetMethod("<Clone>$"));
            Assert.Equal(type, type.GetMethod("ToString", Type.EmptyTypes)!.DeclaringType);
        }
    }

    [Fact]
    public void Options_with_credentials_neither_print_nor_serialise_them()
    {
        var options = new QwakConnectionOptions { ApiKey = "k3y-text", AccessToken = "t0ken-text" };
        Assert.Equal("[redacted]", options.ToString());
        Assert.DoesNotContain("-text", System.Text.Json.JsonSerializer.Serialize(options), StringComparison.Ordinal);
    }

    [Fact]
    public void A_client_secret_that_is_sent_is_not_printed() =>
        Assert.DoesNotContain("s3cret-text", $"{new IdentityProviderDefinition("name", "issuer", []) { ClientSecret = "s3cret-text" }}", StringComparison.Ordinal);

    [Fact]
    public void The_sdk_references_no_other_assembly_of_ours() =>
        Assert.DoesNotContain(
            typeof(SecretValue).Assembly.GetReferencedAssemblies(),
            name => name.Name!.StartsWith("Qwak", StringComparison.Ordinal));

    private static bool TextOf(MemberInfo member) => member switch
    {
        PropertyInfo { CanRead: true } p => IsText(p.PropertyType),
        FieldInfo { IsLiteral: false } f => IsText(f.FieldType),
        MethodInfo { IsSpecialName: false } m => IsText(m.ReturnType),
        _ => false,
    };

    private static bool IsText(Type type) =>
        type == typeof(string) || type == typeof(byte[]) || type == typeof(char[])
        || (type.IsGenericType && type.GetGenericArguments().Any(IsText))
        || type == typeof(ReadOnlySpan<byte>) || type == typeof(ReadOnlySpan<char>);

    private static bool HoldsPlaintext(Type type) =>
        !type.IsNested
        && type.Namespace is { } name && !name.StartsWith("Qwak.Wire", StringComparison.Ordinal)
        && type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Any(p =>
            (p.PropertyType == typeof(string) && p.Name is "Value" or "ApiKey" or "AccessToken" or "QwakApiKey")
            || p.PropertyType == typeof(SecretValue));
}
