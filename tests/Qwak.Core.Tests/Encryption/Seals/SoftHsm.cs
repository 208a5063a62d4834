using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;
using Qwak.Core.Encryption.Seals;
using Qwak.Core.Tests.Service;

namespace Qwak.Core.Tests.Encryption.Seals;

/// <summary>A token of SoftHSM2, Debian's. The module reads one configuration for the whole process; each test has a token of its own in it.</summary>
internal sealed partial class SoftHsm
{
    public const string Module = "/usr/lib/softhsm/libsofthsm2.so";
    public const string Pin = "1234-user";

    private const string SecurityOfficersPin = "1234-officer";
    private static readonly Lazy<TemporaryFolder> Folder = new(MakeFolder);
    private readonly string _directory;

    private SoftHsm(string token, string directory) => (Token, _directory) = (token, directory);

    public string Token { get; }

    /// <summary>What another process has to have in the variable SOFTHSM2_CONF.</summary>
    public static string Configuration => Folder.Value.File("softhsm2.conf");

    public static async Task<SoftHsm> CreateAsync(params string[] keys)
    {
        var tokens = Folder.Value.File("tokens");
        var token = "qwak-" + RandomNumberGenerator.GetHexString(8, lowercase: true);
        var directory = await Pkcs11Module.Turn.RunAsync(
            () =>
            {
                var before = Directory.GetDirectories(tokens);
                Run("--init-token", "--free", "--label", token, "--so-pin", SecurityOfficersPin, "--pin", Pin);
                return Directory.GetDirectories(tokens).Except(before).Single();
            },
            TimeSpan.FromMinutes(1));
        var made = new SoftHsm(token, directory);
        foreach (var key in keys)
        {
            await made.AddKeyAsync(key);
        }

        return made;
    }

    public Pkcs11Options Options(string key, string? pinFile) => new(Module, Token, key, pinFile);

    /// <summary>A seal by a key of this token, with the right PIN in a file.</summary>
    public SealOptions Seal(string key, TemporaryFolder folder)
    {
        var pinFile = folder.File(Token + ".pin");
        if (!File.Exists(pinFile))
        {
            PrivateFile.Write(pinFile, Pin + "\n");
        }

        return new SealOptions { Pkcs11 = Options(key, pinFile) };
    }

    public Task AddKeyAsync(string label, uint bytes = 32, bool isExtractable = false) => UseAsync(session =>
    {
        var of = session.Factories.ObjectAttributeFactory;
        using var mechanism = session.Factories.MechanismFactory.Create(CKM.CKM_AES_KEY_GEN);
        session.GenerateKey(mechanism,
        [
            of.Create(CKA.CKA_LABEL, label), of.Create(CKA.CKA_TOKEN, true), of.Create(CKA.CKA_PRIVATE, true), of.Create(CKA.CKA_VALUE_LEN, bytes),
            of.Create(CKA.CKA_SENSITIVE, !isExtractable), of.Create(CKA.CKA_EXTRACTABLE, isExtractable), of.Create(CKA.CKA_ENCRYPT, true), of.Create(CKA.CKA_DECRYPT, true),
        ]);
    });

    public Task RemoveKeyAsync(string label) => UseAsync(session =>
    {
        foreach (var key in session.FindAllObjects([session.Factories.ObjectAttributeFactory.Create(CKA.CKA_LABEL, label)]))
        {
            session.DestroyObject(key);
        }
    });

    /// <summary>What pulling it out is to a token of hardware.</summary>
    public void TakeOut() => Directory.Move(_directory, Folder.Value.File("away-" + Token));

    public void PutBack() => Directory.Move(Folder.Value.File("away-" + Token), _directory);

    private Task UseAsync(Action<ISession> use) => Pkcs11Module.Turn.RunAsync(
        () =>
        {
            using var library = Pkcs11Module.Load(Module);
            using var session = library.GetSlotList(SlotsType.WithTokenPresent).Single(slot => slot.GetTokenInfo().Label == Token).OpenSession(SessionType.ReadWrite);
            session.Login(CKU.CKU_USER, Pin);
            use(session);
            session.Logout();
            return true;
        },
        TimeSpan.FromMinutes(1));

    private static TemporaryFolder MakeFolder()
    {
        var folder = new TemporaryFolder();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        Directory.CreateDirectory(folder.File("tokens"));
        File.WriteAllText(folder.File("softhsm2.conf"), $"directories.tokendir = {folder.File("tokens")}\nobjectstore.backend = file\nlog.level = ERROR\nslots.removable = false\n");

        // The module asks the C library, whose environment .NET's own does not reach.
        Assert.Equal(0, setenv("SOFTHSM2_CONF", folder.File("softhsm2.conf"), 1));
        return folder;
    }

    private static void Run(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("softhsm2-util", arguments)
        {
            RedirectStandardOutput = true, RedirectStandardError = true, Environment = { ["SOFTHSM2_CONF"] = Folder.Value.File("softhsm2.conf") },
        })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error);
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int setenv(string name, string value, int overwrite);
}
