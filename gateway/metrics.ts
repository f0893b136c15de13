import { Counter, Gauge, Histogram, Registry } from "prom-client";

// Clampd's names, so that its dashboards go on; histograms and what is ours beside them.

const SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

export class Metrics {
  readonly registry = new Registry();
  readonly #counter = (name: string, help: string) =>
    new Counter({ name: `agentguard_${name}`, help, registers: [this.registry] });

  readonly requests = this.#counter("requests_total", "Calls decided on");
  readonly denied = this.#counter("denied_total", "Calls that were denied");
  readonly allowed = this.#counter("allowed_total", "Calls that were allowed");
  readonly flagged = this.#counter("flagged_total", "Calls that were allowed with a warning");
  readonly breaker = this.#counter(
    "circuit_breaker_open_total",
    "Requests turned away because too much waits to be written",
  );
  readonly cacheHits = this.#counter("cache_hits_total", "Keys found without asking the store");
  readonly cacheMisses = this.#counter("cache_misses_total", "Keys that the store was asked for");
  readonly latencySum = this.#counter("latency_sum_us", "Microseconds spent on decisions");
  readonly latencyCount = this.#counter("latency_count", "Decisions that latency_sum_us is about");
  readonly rateFailOpen = this.#counter(
    "rate_limit_fail_open_total",
    "Requests let through because the limiter failed",
  );
  readonly events = this.#counter("events_total", "Events of guards that were kept");
  readonly duplicates = this.#counter("events_duplicate_total", "Events of guards that were known already");
  readonly lost = this.#counter("decisions_unrecorded_total", "Decisions that could not be written down");
  readonly listeners = new Gauge({
    name: "agentguard_stream_listeners",
    help: "Open streams",
    registers: [this.registry],
  });
  readonly decisionSeconds = new Histogram({
    name: "agentguard_decision_duration_seconds",
    help: "From the request to the decision",
    buckets: SECONDS,
    registers: [this.registry],
  });
  readonly requestSeconds = new Histogram({
    name: "agentguard_http_request_duration_seconds",
    help: "From the request to its answer",
    labelNames: ["route", "status"] as const,
    buckets: SECONDS,
    registers: [this.registry],
  });

  constructor() {
    new Gauge({ name: "agentguard_up", help: "1 while it serves", registers: [this.registry] }).set(1);
  }

  decided(verdict: "allow" | "warn" | "ask" | "deny", milliseconds: number): void {
    this.requests.inc();
    if (verdict === "deny" || verdict === "ask") this.denied.inc();
    else this.allowed.inc();
    if (verdict === "warn") this.flagged.inc();
    this.latencySum.inc(Math.round(milliseconds * 1000));
    this.latencyCount.inc();
    this.decisionSeconds.observe(milliseconds / 1000);
  }
}
