using System.Security.Cryptography;
using Amazon;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Amazon.Runtime;

namespace Qwak.Core.Encryption.Seals;

/// <summary>
/// A seal whose key is in AWS KMS, and never leaves it. The encryption context has the store's id in the clear, so that a policy of
/// the key can ask for it, and a hash of what else the key-encryption key is bound to.
/// </summary>
internal sealed class KmsSeal : ISeal
{
    public const string Word = "kms";

    /// <summary>Names of the encryption context.</summary>
    public const string StoreContext = "qwak-store";
    public const string BoundContext = "qwak-bound";

    private const int Retries = 3;
    private static readonly TimeSpan PatienceOfOne = TimeSpan.FromSeconds(4);

    private readonly KmsOptions _options;
    private readonly TimeSpan _patience;
    private readonly AmazonKeyManagementServiceClient _client;

    /// <param name="options">The key.</param>
    /// <param name="storeId">Id of the store that it seals.</param>
    /// <param name="patience">How long one use may take, repeats included; null for 15 seconds.</param>
    /// <exception cref="StartupException">There are no credentials.</exception>
    public KmsSeal(KmsOptions options, string storeId, TimeSpan? patience = null)
    {
        (_options, StoreId, _patience) = (options, storeId, patience ?? TimeSpan.FromSeconds(15));
        Id = SealId.Of(Word, options.Account, options.Id, storeId);
        var config = new AmazonKeyManagementServiceConfig
        {
            RetryMode = RequestRetryMode.Standard,
            MaxErrorRetry = Retries,
            Timeout = _patience < PatienceOfOne ? _patience : PatienceOfOne,
            AllowAutoRedirect = false,
        };
        if (options.Endpoint is { } endpoint)
        {
            (config.ServiceURL, config.AuthenticationRegion) = (endpoint.AbsoluteUri, options.Region);
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(options.Region);
        }

        try
        {
            _client = new AmazonKeyManagementServiceClient(config);
        }
        catch (AmazonClientException e)
        {
            throw NoCredentials(e);
        }
    }

    public string Kind => Word;

    /// <summary>Of account, key and store: a multi-region key is the same one in each of its regions.</summary>
    public string Id { get; }

    public string StoreId { get; }

    public async ValueTask<byte[]> ProtectAsync(
        ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> associatedData, CancellationToken cancellationToken)
    {
        var plaintext = key.ToArray();
        try
        {
            using var stream = new MemoryStream(plaintext);
            var answer = await AskAsync(
                token => _client.EncryptAsync(
                    new EncryptRequest { KeyId = _options.Key, Plaintext = stream, EncryptionContext = Context(associatedData) }, token),
                cancellationToken);
            return answer.CiphertextBlob.ToArray();
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plaintext);
        }
    }

    public async ValueTask<LockedBytes> UnprotectAsync(
        ReadOnlyMemory<byte> sealedKey, ReadOnlyMemory<byte> associatedData, CancellationToken cancellationToken)
    {
        using var stream = new MemoryStream(sealedKey.ToArray());
        var answer = await AskAsync(
            token => _client.DecryptAsync(
                new DecryptRequest { KeyId = _options.Key, CiphertextBlob = stream, EncryptionContext = Context(associatedData) }, token),
            cancellationToken);
        var plaintext = answer.Plaintext.GetBuffer().AsSpan(0, (int)answer.Plaintext.Length);
        try
        {
            return plaintext.Length == SealedBox.KeySize ? LockedBytes.Of(plaintext) : throw new IntegrityException();
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plaintext);
        }
    }

    public void Dispose() => _client.Dispose();

    private static StartupException NoCredentials(Exception cause) => new(
        "There are no credentials for AWS KMS.",
        "Give the service's user some, where the AWS SDK looks: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile, or the role of the machine.", cause);

    private Dictionary<string, string> Context(ReadOnlyMemory<byte> associatedData) => new()
    {
        [StoreContext] = StoreId,
        [BoundContext] = Convert.ToHexStringLower(SHA256.HashData(associatedData.Span)),
    };

    private async Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_patience);
        try
        {
            return await ask(limit.Token);
        }
        catch (Exception e) when (e is InvalidCiphertextException or IncorrectKeyException)
        {
            throw new IntegrityException();
        }
        catch (AmazonKeyManagementServiceException e) when (e.ErrorCode is { Length: > 0 } && (int)e.StatusCode is >= 400 and < 500 && !e.ErrorCode.Contains("Throttling", StringComparison.Ordinal))
        {
            throw new StartupException($"AWS KMS refused to use the key {_options.Key} ({e.ErrorCode}).", Remedy(e), e);
        }
        catch (Exception e) when (e is AmazonServiceException or HttpRequestException or IOException or OperationCanceledException or TimeoutException
            && !cancellationToken.IsCancellationRequested)
        {
            var code = (e as AmazonServiceException)?.ErrorCode is { Length: > 0 } known ? known : e.GetType().Name;
            throw new StartupException(
                $"AWS KMS at {_options.Endpoint?.Authority ?? _options.Region} does not answer ({code}).", "See that it can be reached from here, and try again.", e);
        }
        catch (AmazonClientException e)
        {
            throw NoCredentials(e);
        }
    }

    private static string Remedy(AmazonKeyManagementServiceException e) => e switch
    {
        NotFoundException => "Give the ARN of a key that is there with --seal-kms-key.",
        DisabledException or KMSInvalidStateException => "Enable the key, or cancel its deletion.",
        _ when e.ErrorCode == "AccessDeniedException" => "Allow the service's role kms:Encrypt and kms:Decrypt on it, with the encryption context of this store.",
        _ => "See AWS's documentation of this error; the clock and the credentials are common causes.",
    };
}
