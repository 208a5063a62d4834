using Qwak.Core.Storage;

namespace Qwak.Server.Hosting;

/// <summary>What a person reads when the service has started.</summary>
internal static class StartMessage
{
    public static void Write(ServerOptions options, ServerCertificate certificate, Store store, string adminKeyFile)
    {
        Console.WriteLine("The Qwak Secret Service is running.");
        foreach (var listener in options.Listeners)
        {
            Console.WriteLine($"  address         https://{listener.Name}");
        }

        Console.WriteLine($"  data directory  {options.DataDirectory}");
        Console.WriteLine(store.SealKeyFile is null ? $"  seal            {store.SealedBy}" : $"  seal key file   {store.SealKeyFile}");
        if (certificate.CaFile is { } caFile)
        {
            Console.WriteLine($"  CA certificate  {caFile}");
        }

        if (store.AdminKey is not { } key)
        {
            return;
        }

        Console.WriteLine($"  admin API key   {adminKeyFile} (made now, mode 0600; it is nowhere else)");
        if (!Console.IsOutputRedirected)
        {
            // Shown once, to the person who starts it; never into a log file.
            Console.WriteLine($"                  {key.Text}");
        }
    }
}
