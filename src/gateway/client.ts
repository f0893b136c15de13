import type { Decision, GatewayNote } from "../model/decision.ts";
import type { ToolCall } from "../model/toolcall.ts";
import type { EffectivePolicy } from "../policy/effective.ts";
import { heard, standingOf, type Word } from "./agent-state.ts";
import { type Exchange, type GatewayAnswer, readAnswer } from "./answer.ts";
import { isAsked } from "./asked.ts";
import { admit, type Breaker, CLOSED, failed, succeeded } from "./breaker.ts";
import { callKey } from "./call-key.ts";
import { Crowd } from "./crowd.ts";
import { withAnswer, withNote, withRefusal } from "./findings.ts";
import type { Link } from "./link.ts";
import { inspectBody, proxyBody, type Told } from "./message.ts";
import { noteOf } from "./note.ts";
import { deadlineFor, MOST_OTHERS } from "./requests.ts";
import type { GatewayConfig } from "./settings.ts";
import type { WatchedState } from "./state-file.ts";
import { VerdictCache } from "./verdict-cache.ts";

/** How long an inspection, for which nobody waits, may take. */
const INSPECT_MS = 5_000;

/** How long a call may wait behind others of this engine. */
const QUEUE_MS = 2_000;

const CUT_OFF: readonly string[] = ["UND_ERR_SOCKET", "ECONNRESET", "EPIPE"];

/** Asks one gateway about calls, as one agent. */
export class GatewayClient {
  private readonly config: GatewayConfig;
  private readonly link: Link;
  private readonly state: WatchedState;
  private readonly cache = new VerdictCache();
  private readonly crowd = new Crowd();
  private breaker: Breaker = CLOSED;

  constructor(config: GatewayConfig, link: Link, state: WatchedState) {
    this.config = config;
    this.link = link;
    this.state = state;
  }

  /** What the agent is told by the gateway, whoever brings the word. */
  hears(word: Word): void {
    const before = this.state.get();
    const after = heard(before, word);
    if (after === before) return;
    this.cache.clear();
    this.state.set(after);
  }

  /** The policy at the gateway is of this version; undefined where that is not known at the moment: nothing is kept then. */
  policyIs(version: number | undefined): void {
    this.cache.underPolicy(version);
  }

  decide(told: Told, policy: EffectivePolicy, arrived: number): Decision | Promise<Decision> {
    const { local } = told;
    const { standing, reason } = standingOf(this.state.get());
    if (standing !== "active") {
      const stopped = () =>
        withNote(withRefusal(local, standing, reason, policy, this.config.layer), { answer: "kept", detail: standing });
      // A gateway that announces no states says only in its answers that an agent may go on.
      if (this.link.announced().state !== undefined || !this.link.isReady()) return stopped();
      return this.ask(told, policy, arrived).then((decision) =>
        standingOf(this.state.get()).standing === "active" ? decision : stopped(),
      );
    }
    if (!isAsked(this.config, local)) return local;
    const known = this.cache.get(this.keyOf(told), performance.now());
    if (known !== undefined)
      return withNote(withAnswer(local, known, policy, this.config), { answer: "kept", detail: known.verdict });
    return this.ask(told, policy, arrived);
  }

  /** Tells a gateway that takes no events how a call ended; for the others the journal does. */
  inspect(call: ToolCall): void {
    if (this.link.announced().events !== undefined || !this.link.isReady()) return;
    const body = inspectBody({ call }, this.config.content);
    const now = performance.now();
    if (body === undefined || !this.admits(now)) return;
    void this.link
      .post("/v1/inspect", body, now + INSPECT_MS, { call })
      .then((exchange) => this.learns(readAnswer(exchange)));
  }

  private async ask(told: Told, policy: EffectivePolicy, arrived: number): Promise<Decision> {
    const asked = performance.now();
    const leave = this.crowd.enter();
    const answer = await this.exchange(told, arrived, asked).finally(leave);
    const note: GatewayNote = { ...noteOf(answer), waitedMs: Math.round(performance.now() - asked) };
    return withNote(withAnswer(told.local, answer, policy, this.config), note);
  }

  private async exchange(told: Told, arrived: number, now: number): Promise<GatewayAnswer> {
    if (!this.link.isReady()) return { kind: "outage", why: "not connected: a key, id or secret is missing" };
    if (!this.admits(now)) return { kind: "outage", why: "paused after failures" };
    const body = proxyBody(told, this.config.content, this.link.announced());
    const sent = performance.now();
    const deadlineAmong = (others: number) => deadlineFor(this.config, arrived, sent, others);
    const deadline = deadlineAmong(0);
    const sooner = { from: deadlineAmong(MOST_OTHERS), until: () => deadlineAmong(this.crowd.most() - 1) };
    // Of many calls at once those at the end of the queue are asked later, and not left unasked.
    const queued = {
      onceSentMs: this.config.deadlineMs / 2,
      until: deadline + QUEUE_MS,
      isHopeless: () => this.breaker.state === "open",
      isFlood: () => this.crowd.most() > MOST_OTHERS + 1,
    };
    const send = () => this.link.post("/v1/proxy", body, deadline, { call: told.call, sooner, queued });
    let exchange: Exchange = await send();
    // A connection that was kept may have been closed at the other end meanwhile; the question changes nothing there.
    if (exchange.kind === "failed" && CUT_OFF.includes(exchange.why) && performance.now() < deadline)
      exchange = await send();
    const answer = readAnswer(exchange);
    this.learns(answer);
    if (answer.kind === "verdict") this.cache.put(this.keyOf(told), answer, performance.now(), this.config.cacheMs);
    return answer;
  }

  private admits(now: number): boolean {
    const { breaker, asks } = admit(this.breaker, now);
    this.breaker = breaker;
    return asks;
  }

  private learns(answer: GatewayAnswer): void {
    this.breaker = answer.kind === "outage" ? failed(this.breaker, performance.now()) : succeeded(this.breaker);
    if (answer.kind === "refused" && (answer.refusal === "killed" || answer.code === "agent_suspended"))
      this.hears({
        kind: "told",
        standing: answer.refusal === "killed" ? "killed" : "suspended",
        reason: answer.reason,
      });
    if (answer.kind === "verdict" && this.link.announced().state === undefined)
      this.hears({ kind: "told", standing: "active" });
  }

  private keyOf({ call, local, workspace }: Told): string {
    return callKey(call, local.verdict, workspace);
  }
}
