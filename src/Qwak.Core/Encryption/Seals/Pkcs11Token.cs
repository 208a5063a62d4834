using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;

namespace Qwak.Core.Encryption.Seals;

/// <summary>One use of a key in a token: load, log in, find, use, and close all of it again.</summary>
internal static class Pkcs11Token
{
    /// <exception cref="StartupException">The module, the token or the key is not there, is not what it should be, or the PIN is wrong.</exception>
    /// <exception cref="Pkcs11Exception">The token failed otherwise.</exception>
    public static T Use<T>(Pkcs11Options options, Func<ISession, IObjectHandle, T> use)
    {
        using var library = Pkcs11Module.Load(options.Module);
        var slot = library.GetSlotList(SlotsType.WithTokenPresent).Find(slot => slot.GetTokenInfo().Label == options.TokenLabel) ?? throw new StartupException(
            $"There is no token {options.TokenLabel} at the PKCS#11 module {options.Module}.", "Put it in, or give its label with --seal-pkcs11-token.");
        using var session = slot.OpenSession(SessionType.ReadOnly);
        Pkcs11Pin.LogIn(session, slot.GetTokenInfo().TokenFlags.Flags, options);
        try
        {
            return use(session, Find(session, options));
        }
        finally
        {
            session.Logout();
        }
    }

    private static IObjectHandle Find(ISession session, Pkcs11Options options)
    {
        var attributes = session.Factories.ObjectAttributeFactory;
        var found = session.FindAllObjects(
        [
            attributes.Create(CKA.CKA_CLASS, CKO.CKO_SECRET_KEY), attributes.Create(CKA.CKA_KEY_TYPE, CKK.CKK_AES), attributes.Create(CKA.CKA_LABEL, options.KeyLabel),
        ]);
        if (found is not [var key])
        {
            throw new StartupException(
                $"Token {options.TokenLabel} has {(found.Count == 0 ? "no" : "more than one")} AES key {options.KeyLabel}.",
                "Make one of 256 bits that cannot be taken out, or give its label with --seal-pkcs11-key.");
        }

        var properties = session.GetAttributeValue(key, [CKA.CKA_VALUE_LEN, CKA.CKA_SENSITIVE, CKA.CKA_EXTRACTABLE]);
        return properties[0].GetValueAsUlong() == SealedBox.KeySize && properties[1].GetValueAsBool() && !properties[2].GetValueAsBool()
            ? key
            : throw new StartupException(
                $"The key {options.KeyLabel} of token {options.TokenLabel} is no AES key of 256 bits that stays in the token.",
                "Make one that is sensitive and cannot be extracted.");
    }
}
