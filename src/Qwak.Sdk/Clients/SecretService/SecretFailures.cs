using Qwak.Clients.Connection;

namespace Qwak.Clients.SecretService;

/// <summary>The texts of the existing client (contract 3.2), letter for letter.</summary>
internal static class SecretFailures
{
    public static QwakException Get(string name, ServiceFailure failure) =>
        failure.As(failure is { Status: Grpc.Core.StatusCode.NotFound, Code: QwakErrorCodes.NotFound }
            ? $"Secret [{name}] not found"
            : $"Failed to get secret, name: [{name}], error code is [{Statuses.Print(failure.Status)}], "
                + $"error message is [{failure.Details}]");

    public static QwakException Set(string name, ServiceFailure failure) =>
        failure.As(
            $"Failed to set secret, name: [{name}], error code is [{Statuses.Print(failure.Status)}], error is [{failure.Details}]");

    public static QwakException Delete(string name, ServiceFailure failure) =>
        failure.As($"Failed to delete secret, name: [{name}], error is [{failure.Details}]");
}
