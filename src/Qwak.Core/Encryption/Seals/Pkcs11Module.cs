using System.Runtime.InteropServices;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;

namespace Qwak.Core.Encryption.Seals;

/// <summary>The native side of PKCS#11. A module has one state for the whole process, so its uses take turns.</summary>
internal static class Pkcs11Module
{
    // The library asks for libdl by a name that only a machine with the C library's development files has.
    static Pkcs11Module() => NativeLibrary.SetDllImportResolver(
        typeof(Pkcs11InteropFactories).Assembly,
        (name, _, _) => name == "libdl" && NativeLibrary.TryLoad("libdl.so.2", out var library) ? library : 0);

    public static Turns Turn { get; } = new();

    /// <summary>Loads a module and initialises it; disposed it is finalised and unloaded.</summary>
    /// <exception cref="StartupException">There is none, or it is not one.</exception>
    public static IPkcs11Library Load(string module)
    {
        if (!File.Exists(module))
        {
            throw new StartupException($"The PKCS#11 module {module} is missing.", "Install it, or name its place with --seal-pkcs11-module.");
        }

        try
        {
            var factories = new Pkcs11InteropFactories();
            return factories.Pkcs11LibraryFactory.LoadPkcs11Library(factories, module, AppType.MultiThreaded);
        }
        catch (Exception e) when (e is UnmanagedException or Pkcs11Exception or DllNotFoundException)
        {
            throw new StartupException(
                $"The PKCS#11 module {module} cannot be loaded ({(e is Pkcs11Exception { RV: var code } ? code.ToString() : e.GetType().Name)}).",
                "See that it is a module for this kind of machine, and that its own configuration can be read by this user.", e);
        }
    }
}
