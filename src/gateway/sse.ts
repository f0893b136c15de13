/** One event of a stream (HTML, 9.2 "Server-sent events"). */
export interface StreamEvent {
  readonly event: string;
  readonly data: string;
  readonly id: string | undefined;
}

/** A gateway's events are small; what grows beyond this is none. */
const LONGEST = 256 * 1024;
const LINE_END = /[\r\n]/g;

/** Reads events from pieces of text, wherever they were cut. */
export class EventReader {
  private rest = "";
  private event = "";
  private data: string[] = [];
  private id: string | undefined;

  /** The events that are complete now. @throws RangeError where one is too long */
  push(text: string): readonly StreamEvent[] {
    const found: StreamEvent[] = [];
    this.rest += text;
    let from = 0;
    for (;;) {
      LINE_END.lastIndex = from;
      const at = LINE_END.exec(this.rest)?.index;
      if (at === undefined) break;
      // Whether "\r" is a line's end or half of one shows with the next character.
      if (this.rest[at] === "\r" && at === this.rest.length - 1) break;
      const line = this.rest.slice(from, at);
      from = at + (this.rest.startsWith("\r\n", at) ? 2 : 1);
      const event = this.line(line);
      if (event !== undefined) found.push(event);
    }
    this.rest = this.rest.slice(from);
    if (this.rest.length + this.data.reduce((sum, each) => sum + each.length, 0) > LONGEST)
      throw new RangeError("an event is too long");
    return found;
  }

  private line(line: string): StreamEvent | undefined {
    if (line === "") return this.dispatch();
    const colon = line.indexOf(":");
    if (colon === 0) return undefined; // a comment: the heartbeat
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (name === "event") this.event = value;
    else if (name === "data") this.data.push(value);
    else if (name === "id" && !value.includes("\0")) this.id = value;
    return undefined;
  }

  private dispatch(): StreamEvent | undefined {
    const { event, data } = this;
    this.event = "";
    this.data = [];
    return data.length === 0 ? undefined : { event: event || "message", data: data.join("\n"), id: this.id };
  }
}
