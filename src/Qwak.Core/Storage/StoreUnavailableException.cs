namespace Qwak.Core.Storage;

/// <summary>The store could not make something durable, or could not be read. Nothing of it was acknowledged.</summary>
internal sealed class StoreUnavailableException(string message, Exception? cause = null) : Exception(message, cause);
