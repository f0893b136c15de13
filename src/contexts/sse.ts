/** One event of a stream of server-sent events. */
export interface ServerEvent {
  readonly event: string;
  readonly data: string;
  readonly id: string | undefined;
}

const MOST_CHARS = 1024 * 1024;

/** Reads events as text arrives in any pieces; comments are heartbeats and come to nothing. WHATWG HTML, 9.2.6. */
export function eventReader(take: (event: ServerEvent) => void): (chunk: string) => void {
  let rest = "";
  let [event, id]: [string, string | undefined] = ["", undefined];
  let data: string[] = [];
  const line = (text: string) => {
    if (text === "") {
      if (data.length > 0) take({ event: event === "" ? "message" : event, data: data.join("\n"), id });
      event = "";
      data = [];
      return;
    }
    const colon = text.indexOf(":");
    if (colon === 0) return;
    const name = colon === -1 ? text : text.slice(0, colon);
    const value = colon === -1 ? "" : text.slice(colon + 1).replace(/^ /, "");
    if (name === "event") event = value;
    else if (name === "data") data.push(value);
    else if (name === "id" && !value.includes("\0")) id = value;
  };
  return (chunk) => {
    rest += chunk;
    // A line break may be cut in two: \r at the end waits for what comes.
    for (;;) {
      const end = /\r\n|\n|\r(?!$)/.exec(rest);
      if (end === null) break;
      line(rest.slice(0, end.index));
      rest = rest.slice(end.index + end[0].length);
    }
    if (rest.length > MOST_CHARS) throw new Error("a line of the stream does not end");
  };
}
