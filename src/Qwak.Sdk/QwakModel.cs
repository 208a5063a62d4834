using System.Text.Json.Nodes;

namespace Qwak;

/// <summary>A machine-learning model: what <c>qwak.QwakModel</c> is in Python.</summary>
public abstract class QwakModel
{
    /// <summary>Trains or loads the model. Runs once, in the model build; the place to fetch build credentials.</summary>
    /// <param name="cancellationToken">Cancelled when the build is.</param>
    public abstract Task BuildAsync(CancellationToken cancellationToken);

    /// <summary>Answers one prediction request.</summary>
    /// <param name="df">The request's input.</param>
    /// <param name="cancellationToken">Cancelled when the caller is gone.</param>
    public abstract Task<JsonNode?> PredictAsync(JsonNode? df, CancellationToken cancellationToken);

    /// <summary>Runs once for each serving process, before the first prediction; the place to fetch serving credentials.</summary>
    /// <param name="cancellationToken">Cancelled when the process stops.</param>
    public virtual Task InitializeModelAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
