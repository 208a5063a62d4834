using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;

namespace Qwak.Core.Encryption.Seals;

/// <summary>
/// Logs in at a token, which locks itself after a few wrong PINs. So a PIN that it has refused is not tried again by this process,
/// however often a seal is opened; and the last try is never used.
/// </summary>
internal static class Pkcs11Pin
{
    private static readonly byte[] Secret = RandomNumberGenerator.GetBytes(32);
    private static readonly ConcurrentDictionary<Pkcs11Options, byte[]> Refused = new();

    /// <exception cref="StartupException">There is no PIN, it is wrong, or the token would be locked by another wrong one.</exception>
    public static void LogIn(ISession session, ulong tokenFlags, Pkcs11Options options)
    {
        var pin = Read(options);
        try
        {
            var mark = HMACSHA256.HashData(Secret, pin);
            if (Refused.TryGetValue(options, out var refused) && CryptographicOperations.FixedTimeEquals(mark, refused))
            {
                throw Wrong(options);
            }

            RequireMoreThanOneTry(tokenFlags, options);
            LogIn(session, pin, mark, options);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pin);
        }
    }

    /// <exception cref="StartupException">The token is locked, or one wrong PIN away from it.</exception>
    public static void RequireMoreThanOneTry(ulong tokenFlags, Pkcs11Options options)
    {
        if ((tokenFlags & CKF.CKF_USER_PIN_LOCKED) != 0)
        {
            throw new StartupException($"The PIN of token {options.TokenLabel} is locked.", "Let its security officer set a new one.");
        }

        if ((tokenFlags & CKF.CKF_USER_PIN_FINAL_TRY) != 0)
        {
            throw new StartupException(
                $"Token {options.TokenLabel} has one try for its PIN left, which is not used up here.",
                "Log in once with the right PIN, with the token's own tool; then the tries are as before.");
        }
    }

    private static void LogIn(ISession session, byte[] pin, byte[] mark, Pkcs11Options options)
    {
        try
        {
            session.Login(CKU.CKU_USER, pin);
            Refused.TryRemove(options, out _);
        }
        catch (Pkcs11Exception e) when (e.RV is CKR.CKR_PIN_INCORRECT or CKR.CKR_PIN_INVALID or CKR.CKR_PIN_LEN_RANGE)
        {
            Refused[options] = mark;
            throw Wrong(options, e);
        }
        catch (Pkcs11Exception e) when (e.RV is CKR.CKR_PIN_LOCKED or CKR.CKR_PIN_EXPIRED or CKR.CKR_USER_PIN_NOT_INITIALIZED)
        {
            throw new StartupException($"The PIN of token {options.TokenLabel} cannot be used ({e.RV}).", "Let its security officer set a new one.", e);
        }
    }

    private static StartupException Wrong(Pkcs11Options options, Exception? cause = null) => new(
        $"The PIN of token {options.TokenLabel} is wrong. It is not tried again.", "Put the right one there; then it is tried.", cause);

    private static byte[] Read(Pkcs11Options options)
    {
        if (options.PinFile is not { } file)
        {
            return Environment.GetEnvironmentVariable(Pkcs11Options.PinVariable) is { Length: > 0 } given
                ? Encoding.UTF8.GetBytes(given)
                : throw new StartupException($"The PIN of token {options.TokenLabel} is missing.", $"Name the file that holds it with --seal-pkcs11-pin-file, or set {Pkcs11Options.PinVariable}.");
        }

        PrivateFile.RequireHidden(file, "The PIN's file", "change the PIN if it may have been read");
        try
        {
            var text = File.ReadAllBytes(file);
            var pin = text.AsSpan().TrimEnd("\r\n"u8).ToArray();
            CryptographicOperations.ZeroMemory(text);
            return pin;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The PIN's file {file} cannot be read ({e.GetType().Name}).", "Name the right one with --seal-pkcs11-pin-file.", e);
        }
    }
}
