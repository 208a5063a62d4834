using System.Diagnostics.Metrics;
using Qwak.Core.Storage;
using Qwak.Core.Telemetry;

namespace Qwak.Server.Telemetry;

/// <summary>
/// What an operator watches, observed when it is asked for. No name of a secret, a user or an environment is in it: those
/// are in the audit trail.
/// </summary>
internal sealed class ServerMetrics : IDisposable
{
    private readonly StoreTelemetry _telemetry = new();

    public ServerMetrics()
    {
        Count("qwak.operations", "{operation}", "Operations by door, action and outcome; 'ok' or the code of the refusal.", Operations);
        Gauge("qwak.sealed", "", "1 while the service is sealed and answers nothing.", () => Store is null ? 1 : 0);
        OfStore("qwak.store.available", "", "1 while events and changes can be made durable.", store => store.Commits.Failure is null ? 1 : 0);
        OfStore("qwak.commit.queue.length", "{member}", "Events and changes that wait for the next group commit.", store => store.Commits.Length);
        OfStore("qwak.keyring.active_key.uses", "{encryption}", "Encryptions under the active key.", store => store.Keys.ActiveUses);
        OfStore("qwak.keyring.active_key.maximum_uses", "{encryption}", "Most encryptions under one key.", store => store.Keys.MaximumUses);
        OfStore("qwak.audit.anchor.age", "s", "For how long the audit anchor has not been renewed though it should be.", store => store.AnchorAge.TotalSeconds);
        OfStore("qwak.builds.live", "{build}", "Model builds whose runner is connected to this process.", store => store.Runners.Count);
        Count("qwak.commits", "{commit}", "Group commits.", () => One(store => store.Commits.Commits));
        Count("qwak.commit.failures", "{commit}", "Groups that could not be committed.", () => One(store => store.Commits.Failures));
        Gauge("qwak.certificate.expiry", "s", "When the certificate that is shown ends, in seconds since 1970.", () => CertificateExpiry?.ToUnixTimeSeconds() ?? 0);
    }

    /// <summary>The meter, and what the store itself counts.</summary>
    public StoreTelemetry Telemetry => _telemetry;

    /// <summary>The store that is open; null while the service is sealed.</summary>
    public Store? Store { get; set; }

    public DateTimeOffset? CertificateExpiry { get; set; }

    public void Dispose() => _telemetry.Dispose();

    private IEnumerable<Measurement<long>> Operations() => _telemetry.Operations.Read().Select(pair => new Measurement<long>(
        pair.Value,
        new("door", Spans.Word(pair.Key.Door)),
        new("action", pair.Key.Action),
        new("outcome", pair.Key.Refusal is { } code ? new Core.Refusal(code, "").CodeText : Core.Audit.AuditEvent.Succeeded)));

    private void Count(string name, string unit, string description, Func<IEnumerable<Measurement<long>>> observe) =>
        _telemetry.Meter.CreateObservableCounter(name, observe, unit, description);

    private void Gauge(string name, string unit, string description, Func<double> observe) =>
        _telemetry.Meter.CreateObservableGauge(name, observe, unit, description);

    private void OfStore(string name, string unit, string description, Func<Store, double> observe) =>
        _telemetry.Meter.CreateObservableGauge(name, () => Store is { } store ? [new Measurement<double>(observe(store))] : Array.Empty<Measurement<double>>(), unit, description);

    private IEnumerable<Measurement<long>> One(Func<Store, long> observe) => Store is { } store ? [new(observe(store))] : [];
}
