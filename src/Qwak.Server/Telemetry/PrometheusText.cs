using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Qwak.Server.Telemetry;

/// <summary>
/// Writes meters in Prometheus' text format 0.0.4. Names are made as OpenTelemetry prescribes: dots become underscores, the
/// unit and <c>_total</c> are put behind.
/// </summary>
internal sealed class PrometheusText : IDisposable
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly Lock _turn = new();
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<Instrument, Histogram> _histograms = new();
    private readonly SortedDictionary<string, List<string>> _observed = new(StringComparer.Ordinal);

    /// <param name="meters">Which meters are written.</param>
    public PrometheusText(Func<Meter, bool> meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (meters(instrument.Meter) && (instrument.IsObservable || instrument is Histogram<double>))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Observe(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Observe(instrument, value, tags));
        _listener.Start();
    }

    public string Write()
    {
        lock (_turn)
        {
            _observed.Clear();
            _listener.RecordObservableInstruments();
            foreach (var (instrument, histogram) in _histograms)
            {
                Lines(instrument, "histogram").AddRange(histogram.Lines(Name(instrument)));
            }

            return string.Concat(_observed.Values.SelectMany(lines => lines).Select(line => line + "\n"));
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Observe(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (instrument is Histogram<double> measured)
        {
            _histograms.GetOrAdd(measured, static i => new Histogram(((Histogram<double>)i).Advice?.HistogramBucketBoundaries ?? [])).Record(value);
            return;
        }

        var kind = IsCounter(instrument) ? "counter" : "gauge";
        Lines(instrument, kind).Add($"{Name(instrument)}{Labels(tags)} {value.ToString(CultureInfo.InvariantCulture)}");
    }

    private List<string> Lines(Instrument instrument, string kind)
    {
        var name = Name(instrument);
        if (!_observed.TryGetValue(name, out var lines))
        {
            lines = _observed[name] = [$"# HELP {name} {instrument.Description}", $"# TYPE {name} {kind}"];
        }

        return lines;
    }

    private static string Name(Instrument instrument)
    {
        var unit = instrument.Unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            _ => "",
        };
        return instrument.Name.Replace('.', '_') + unit + (IsCounter(instrument) ? "_total" : "");
    }

    private static bool IsCounter(Instrument instrument) => instrument is ObservableCounter<long> or ObservableCounter<double>;

    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
        {
            return "";
        }

        var labels = new StringBuilder();
        foreach (var (name, value) in tags)
        {
            var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
            labels.Append(labels.Length == 0 ? '{' : ',').Append(name.Replace('.', '_')).Append("=\"").Append(escaped).Append('"');
        }

        return labels.Append('}').ToString();
    }

    /// <summary>Counts of values up to each bound, and of all.</summary>
    private sealed class Histogram(IReadOnlyList<double> bounds)
    {
        private readonly Lock _turn = new();
        private readonly long[] _counts = new long[bounds.Count + 1];
        private double _sum;

        public void Record(double value)
        {
            lock (_turn)
            {
                var bucket = 0;
                while (bucket < bounds.Count && value > bounds[bucket])
                {
                    bucket++;
                }

                _counts[bucket]++;
                _sum += value;
            }
        }

        public IReadOnlyList<string> Lines(string name)
        {
            lock (_turn)
            {
                var upTo = 0L;
                var lines = new List<string>();
                for (var bucket = 0; bucket < _counts.Length; bucket++)
                {
                    upTo += _counts[bucket];
                    var bound = bucket < bounds.Count ? bounds[bucket].ToString(CultureInfo.InvariantCulture) : "+Inf";
                    lines.Add(string.Create(CultureInfo.InvariantCulture, $"{name}_bucket{{le=\"{bound}\"}} {upTo}"));
                }

                lines.Add(string.Create(CultureInfo.InvariantCulture, $"{name}_sum {_sum}"));
                lines.Add(string.Create(CultureInfo.InvariantCulture, $"{name}_count {upTo}"));
                return lines;
            }
        }
    }
}
