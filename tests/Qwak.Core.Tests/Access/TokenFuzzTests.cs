using System.Text;
using Qwak.Core.Tests.Service;
using Qwak.Tests.Fuzzing;

namespace Qwak.Core.Tests.Access;

/// <summary>A text that is nearly a token or a key is refused like any other, and never a fault.</summary>
public sealed class TokenFuzzTests : StoreSuite
{
    [Fact]
    public async Task An_altered_token_or_key_is_refused_and_never_a_fault()
    {
        var token = (await Scene.Store.Authenticator.AuthenticateAsync(Scene.Place.AdminKey, User.Origin)).Good().Token;
        string[] good = [token, Scene.Place.AdminKey];
        byte[][] corpus = [.. Mutations.Corpus("tokens.txt"), .. good.Select(Encoding.UTF8.GetBytes)];
        foreach (var bytes in Mutations.Of(corpus, FullRun.Count(2_000, 200_000), seed: 2))
        {
            var text = Encoding.Latin1.GetString(bytes);
            var (bearer, key) = (
                await Scene.Store.Authenticator.AuthenticateBearerAsync(text, User.Origin), await Scene.Store.Authenticator.AuthenticateAsync(text, User.Origin));
            Assert.True(bearer.IsRefused != IsSameToken(token, text), Mutations.Show(bytes));
            Assert.True(key.IsRefused != (text == Scene.Place.AdminKey), Mutations.Show(bytes));
        }
    }

    private protected override StorePlace NewPlace() => new SqlitePlace();

    // The last character of a base64url text of 256 bytes carries four bits that count for nothing.
    private static bool IsSameToken(string token, string text) =>
        text.Length == token.Length && text.AsSpan(0, text.Length - 1).SequenceEqual(token.AsSpan(0, token.Length - 1))
        && (text[^1] == token[^1] || Same(token, text));

    private static bool Same(string token, string text)
    {
        try
        {
            return System.Buffers.Text.Base64Url.DecodeFromChars(text.Split('.')[2]).SequenceEqual(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[2]));
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
