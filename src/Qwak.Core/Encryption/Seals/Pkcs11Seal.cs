using System.Security.Cryptography;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;

namespace Qwak.Core.Encryption.Seals;

/// <summary>
/// A seal whose key is an AES-256 key in a token, an HSM for one, and never leaves it. What it protects is laid out as a
/// <see cref="SealedBox"/>; the token does the AES-GCM. Nothing is open between two uses: the token may go away and come back.
/// </summary>
internal sealed class Pkcs11Seal(Pkcs11Options options) : ISeal
{
    public const string Word = "pkcs11";

    /// <summary>How long the token may take. What hangs in its module cannot be stopped: later uses are refused after as long.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public string Kind => Word;

    /// <summary>Of the labels alone: a token's clones have the same, and a token has no word for a key that would tell nothing of it.</summary>
    public string Id { get; } = SealId.Of(Word, options.TokenLabel, options.KeyLabel);

    public async ValueTask<byte[]> ProtectAsync(
        ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> associatedData, CancellationToken cancellationToken)
    {
        var nonce = RandomNumberGenerator.GetBytes(SealedBox.NonceSize);
        var plaintext = key.ToArray();
        try
        {
            var ciphertext = await UseAsync((session, handle) =>
            {
                using var mechanism = Gcm(session, nonce, associatedData);
                return session.Encrypt(mechanism, handle, plaintext);
            });
            return SealedBox.Assemble(nonce, ciphertext);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plaintext);
        }
    }

    public async ValueTask<LockedBytes> UnprotectAsync(
        ReadOnlyMemory<byte> sealedKey, ReadOnlyMemory<byte> associatedData, CancellationToken cancellationToken)
    {
        var (nonce, ciphertext) = SealedBox.TakeApart(sealedKey.Span);
        return await UseAsync((session, handle) =>
        {
            using var mechanism = Gcm(session, nonce, associatedData);
            byte[]? plaintext = null;
            try
            {
                plaintext = session.Decrypt(mechanism, handle, ciphertext);
                return LockedBytes.Of(plaintext);
            }
            catch (Pkcs11Exception e) when (e.RV is CKR.CKR_ENCRYPTED_DATA_INVALID or CKR.CKR_ENCRYPTED_DATA_LEN_RANGE or CKR.CKR_GENERAL_ERROR or CKR.CKR_FUNCTION_FAILED)
            {
                // Modules say a tag that does not fit in each of these ways.
                throw new IntegrityException();
            }
            finally
            {
                CryptographicOperations.ZeroMemory(plaintext);
            }
        });
    }

    public void Dispose()
    {
        // There is nothing to erase: the key is the token's, and the PIN is read for each use.
    }

    private static IMechanism Gcm(ISession session, byte[] nonce, ReadOnlyMemory<byte> associatedData) => session.Factories.MechanismFactory.Create(
        CKM.CKM_AES_GCM,
        session.Factories.MechanismParamsFactory.CreateCkGcmParams(nonce, (ulong)nonce.Length * 8, associatedData.ToArray(), SealedBox.TagSize * 8));

    private async Task<T> UseAsync<T>(Func<ISession, IObjectHandle, T> use)
    {
        try
        {
            return await Pkcs11Module.Turn.RunAsync(() => Pkcs11Token.Use(options, use), Patience);
        }
        catch (TimeoutException e)
        {
            throw new StartupException($"The PKCS#11 module {options.Module} does not answer.", "See that the token can be reached, and restart the service if it stays so.", e);
        }
        catch (Pkcs11Exception e)
        {
            throw new StartupException(
                $"Token {options.TokenLabel} refused to use the key {options.KeyLabel} ({e.RV}).",
                "See that the token is there and can encrypt with AES-GCM (CKM_AES_GCM) and a nonce of the caller's.", e);
        }
    }
}
