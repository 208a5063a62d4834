using System.Reflection;
using Microsoft.Extensions.Logging;
using Qwak.Core.Access;
using Qwak.Core.Encryption;
using Qwak.Core.Secrets;
using Qwak.Core.Storage;

namespace Qwak.Core.Tests.Architecture;

/// <summary>A record prints its members, and a log keeps what it is given: neither may hold plaintext.</summary>
public sealed class PlaintextConventionTests
{
    private static readonly string[] Plaintext =
        ["Value", "Text", "Token", "AccessToken", "RefreshToken", "ApiKey", "QwakApiKey", "Password", "Plaintext", "Secret"];

    // Records with a member that is only called like plaintext: names, redacted logs, definitions of sources.
    private static readonly string[] Allowed =
    [
        "Qwak.SecretName.Text", "Qwak.Clients.ModelBuilds.BuildLogEntry.Text", "Qwak.Core.ModelBuilds.LoggedText.Text",
        "Qwak.Server.Ui.LogLine.Text", "Qwak.Server.Ui.LogMatches.Text", "Qwak.Server.Ui.ReportedRedaction.Secret",
        "Qwak.Server.Ui.ReportedFinding.Secret", "Qwak.Server.Ui.SourceField.Value",
    ];

    private static readonly Type[] Holders =
        [typeof(SecretValue), typeof(SecretVersion), typeof(GeneratedKey), typeof(IssuedToken), typeof(KeyEncryptionKey)];

    private static IEnumerable<Type> Types =>
        new[] { typeof(SecretValue).Assembly, typeof(Store).Assembly, Assembly.Load("qwak-server") }.SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.Namespace?.StartsWith("Qwak", StringComparison.Ordinal) == true);

    [Fact]
    public void No_record_has_a_member_that_is_plaintext()
    {
        var members =
            from type in Types.Where(IsRecord)
            from property in type.GetProperties(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
            let name = $"{type.FullName}.{property.Name}"
            where property.PropertyType == typeof(SecretValue)
                || (Plaintext.Contains(property.Name) && (property.PropertyType == typeof(string) || property.PropertyType == typeof(byte[])))
            where !Allowed.Contains(name)
            select name;
        Assert.Empty(members);
    }

    [Fact]
    public void The_convention_sees_the_records() => Assert.True(Types.Count(IsRecord) > 40);

    [Fact]
    public void What_holds_plaintext_or_a_key_prints_none_of_it() =>
        Assert.All(Holders, type => Assert.Equal(type, type.GetMethod("ToString", Type.EmptyTypes)!.DeclaringType));

    [Fact]
    public void No_log_line_takes_a_value_or_a_key()
    {
        var logs = Types.SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(method => method.GetCustomAttribute<LoggerMessageAttribute>() is not null).ToList();
        Assert.NotEmpty(logs);
        Assert.All(logs, log => Assert.DoesNotContain(
            log.GetParameters(), p => Holders.Contains(p.ParameterType) || p.ParameterType == typeof(byte[]) || p.ParameterType == typeof(object)));
    }

    [Fact]
    public void Each_log_line_has_a_number_of_its_own()
    {
        var numbers = Types.SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>()?.EventId).OfType<int>().ToList();
        Assert.Equal(numbers.Distinct().Count(), numbers.Count);
    }

    private static bool IsRecord(Type type) =>
        type.GetMethod("PrintMembers", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.DeclaredOnly) is not null;
}
