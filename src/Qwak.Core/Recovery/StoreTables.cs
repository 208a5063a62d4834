namespace Qwak.Core.Recovery;

/// <summary>
/// Every table of a store, each behind those that it refers to. What is not on the list would be missing after a restore; a
/// test compares it with the schema of both databases.
/// </summary>
internal static class StoreTables
{
    public static readonly IReadOnlyList<string> All =
    [
        "store_state", "change_counter", "key_encryption_key", "service_key",
        "environment", "principal", "role_assignment", "principal_group", "group_member", "policy", "access_seal",
        "identity_provider", "identity_rule", "workload_login",
        "api_key", "access_token", "ui_session",
        "secret", "secret_version", "secret_usage", "secret_usage_day", "secret_usage_position", "secret_reader",
        "data_source", "data_source_secret", "data_source_use",
        "model_build", "model_build_secret", "build_log_chunk",
        "audit_writer", "audit_event", "audit_checkpoint", "audit_cut", "audit_cut_row",
    ];
}
