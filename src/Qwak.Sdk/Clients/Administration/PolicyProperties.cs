namespace Qwak.Clients.Administration;

/// <summary>What a policy says. In every text <c>*</c> stands for any run of characters.</summary>
/// <param name="Effect"><c>allow</c> or <c>deny</c>; a deny wins over every allow.</param>
/// <param name="Principals">Names of users and service accounts, and <c>group:NAME</c>.</param>
/// <param name="Actions">Of <c>list</c>, <c>read</c>, <c>set</c>, <c>delete</c>, <c>use</c>, <c>audit</c>, <c>admin</c>.</param>
/// <param name="Environments">Names of environments.</param>
/// <param name="Names">Names of secrets.</param>
/// <param name="Name">The policy's name, where it is written down together with what it says.</param>
public sealed record PolicyDefinition(
    string? Effect, IReadOnlyList<string>? Principals, IReadOnlyList<string>? Actions, IReadOnlyList<string>? Environments,
    IReadOnlyList<string>? Names, string? Name = null);

/// <summary>A policy as it is stored.</summary>
/// <param name="Name">Its unique name.</param>
/// <param name="Effect"><c>allow</c> or <c>deny</c>.</param>
/// <param name="Principals">Who it speaks of; empty for a role, which is given to principals one by one.</param>
/// <param name="Actions">What it allows or denies.</param>
/// <param name="Environments">Where.</param>
/// <param name="Names">On which secrets.</param>
/// <param name="BuiltIn">Whether it is a role, which cannot be changed.</param>
/// <param name="UpdatedAt">UTC; null for a role.</param>
/// <param name="UpdatedBy">Name of who set it last; null for a role.</param>
public sealed record PolicyProperties(
    string Name, string Effect, IReadOnlyList<string> Principals, IReadOnlyList<string> Actions, IReadOnlyList<string> Environments,
    IReadOnlyList<string> Names, bool BuiltIn, DateTimeOffset? UpdatedAt, string? UpdatedBy);

/// <summary>A question of the kind "may they do this?".</summary>
/// <param name="Principal">Name of a user or service account.</param>
/// <param name="Action">One action.</param>
/// <param name="Environment">Name of an environment, or <c>*</c> for the whole service.</param>
/// <param name="Name">Name of a secret, there or not, or <c>*</c> for the whole service.</param>
public sealed record PolicyQuestion(string? Principal, string? Action, string? Environment, string? Name);

/// <summary>The answer, and what decided it.</summary>
/// <param name="Allowed">Whether they may.</param>
/// <param name="Policy">Name of the policy or role that decided; null when none speaks of it, so that it is denied.</param>
/// <param name="Effect"><c>allow</c> or <c>deny</c>; null when no policy decided.</param>
/// <param name="Explanation">The same as a sentence.</param>
public sealed record PolicyExplanation(bool Allowed, string? Policy, string? Effect, string Explanation);

/// <summary>A user or a service account.</summary>
/// <param name="Name">Unique among both.</param>
/// <param name="Kind"><c>user</c> or <c>service-account</c>.</param>
public sealed record PrincipalProperties(string Name, string Kind);

/// <summary>A group of users and service accounts.</summary>
/// <param name="Name">Unique name.</param>
/// <param name="Members">Names of who is in it.</param>
public sealed record GroupProperties(string Name, IReadOnlyList<string> Members);
