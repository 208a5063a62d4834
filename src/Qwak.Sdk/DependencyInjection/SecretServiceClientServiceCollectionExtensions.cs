using Qwak.Clients;
using Qwak.Clients.SecretService;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the client of the Qwak Secret Service.</summary>
public static class SecretServiceClientServiceCollectionExtensions
{
    /// <summary>Registers one <see cref="SecretServiceClient"/> for the whole process; it is made when it is first asked for.</summary>
    /// <param name="services">Where to register.</param>
    /// <param name="configure">Changes the options; null: everything from the environment and <c>~/.qwak/config</c>.</param>
    public static IServiceCollection AddSecretServiceClient(
        this IServiceCollection services, Action<QwakConnectionOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        return services.AddSingleton(_ =>
        {
            var options = new QwakConnectionOptions();
            configure?.Invoke(options);
            return new SecretServiceClient(options);
        });
    }
}
