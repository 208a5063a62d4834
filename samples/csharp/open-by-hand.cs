// Opens one stored version by hand, from docs/encryption.md alone: no code of the service is used.
// Run: dotnet run samples/csharp/open-by-hand.cs -- DIR/store.db DIR.seal-key ENVIRONMENT NAME VERSION
// Says whether it opens and how long the value is; `--show` at the end prints it.
#:package Microsoft.Data.Sqlite
#:property PublishAot=false

using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;

if (args is not [var database, var sealKeyFile, var environment, var name, var version, ..])
{
    Console.Error.WriteLine("open-by-hand STORE.db SEAL-KEY-FILE ENVIRONMENT NAME VERSION [--show]");
    return 2;
}

using var store = new SqliteConnection($"Data Source={database};Mode=ReadOnly");
store.Open();
using var find = store.CreateCommand();
find.CommandText = """
    SELECT e.id, s.id, v.key_id, v.wrapped_dek, v.ciphertext, k.seal_id, k.sealed_key
    FROM secret_version v JOIN secret s ON s.id = v.secret_id JOIN environment e ON e.id = s.environment_id
    JOIN key_encryption_key k ON k.id = v.key_id
    WHERE e.name = $environment AND s.name = $name AND v.version = $version
    """;
find.Parameters.AddWithValue("$environment", environment);
find.Parameters.AddWithValue("$name", name);
find.Parameters.AddWithValue("$version", version);
using var row = find.ExecuteReader();
if (!row.Read())
{
    Console.Error.WriteLine("There is no such version.");
    return 1;
}

var (environmentId, secretId, keyId, sealId) = (row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(5));
var place = Join(
    Bytes([1, 1]), Text(environmentId), Text(secretId), Text(name),
    Number(long.Parse(version, System.Globalization.CultureInfo.InvariantCulture)));

var sealKey = Base64Url.DecodeFromChars(File.ReadAllText(sealKeyFile).Trim().AsSpan("qwak-seal-key-v1 ".Length));
Console.WriteLine($"seal id     {Convert.ToHexStringLower(HMACSHA256.HashData(sealKey, "qwak/seal-id"u8)[..16])} (stored: {sealId})");
var kek = Open(sealKey, row.GetFieldValue<byte[]>(6), Join(Text("qwak/kek"), Text(keyId), Text(sealId)));
var dek = Open(kek, row.GetFieldValue<byte[]>(3), Join(Text("qwak/dek"), place, Text(keyId)));
var value = Open(dek, row.GetFieldValue<byte[]>(4), Join(Text("qwak/value"), place));
Console.WriteLine($"the value opens: {value.Length} bytes of UTF-8");
if (args[^1] == "--show")
{
    Console.WriteLine(Encoding.UTF8.GetString(value));
}

return 0;

// format(1) algorithm(1) nonce(12) ciphertext(n) tag(16)
static byte[] Open(byte[] key, byte[] box, byte[] associatedData)
{
    if (box.Length < 30 || box[0] != 1 || box[1] != 1)
    {
        throw new CryptographicException("Not a box of format 1, algorithm 1.");
    }

    var plaintext = new byte[box.Length - 30];
    using var aes = new AesGcm(key, tagSizeInBytes: 16);
    aes.Decrypt(box.AsSpan(2, 12), box.AsSpan(14, plaintext.Length), box.AsSpan(box.Length - 16), plaintext, associatedData);
    return plaintext;
}

static byte[] Bytes(byte[] bytes)
{
    var framed = new byte[4 + bytes.Length];
    BinaryPrimitives.WriteInt32BigEndian(framed, bytes.Length);
    bytes.CopyTo(framed, 4);
    return framed;
}

static byte[] Text(string text) => Bytes(Encoding.UTF8.GetBytes(text));

static byte[] Number(long number)
{
    var bytes = new byte[8];
    BinaryPrimitives.WriteInt64BigEndian(bytes, number);
    return Bytes(bytes);
}

static byte[] Join(params byte[][] parts) => [.. parts.SelectMany(part => part)];
