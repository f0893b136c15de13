const CONTEXT = 3;

type Line = { readonly kind: " " | "-" | "+"; readonly text: string };

/** A unified diff; "" where nothing differs. Undefined stands for a file that does not exist. */
export function unifiedDiff(file: string, before: string | undefined, after: string | undefined): string {
  if (before === after) return "";
  const lines = compare(split(before ?? ""), split(after ?? ""));
  const out = [`--- ${before === undefined ? "/dev/null" : file}`, `+++ ${after === undefined ? "/dev/null" : file}`];
  for (const [from, to] of hunks(lines)) {
    const body = lines.slice(from, to);
    const position = (kind: "-" | "+") => {
      const earlier = lines.slice(0, from).filter((line) => line.kind === " " || line.kind === kind).length;
      const count = body.filter((line) => line.kind === " " || line.kind === kind).length;
      return `${kind}${count === 0 ? earlier : earlier + 1}${count === 1 ? "" : `,${count}`}`;
    };
    out.push(`@@ ${position("-")} ${position("+")} @@`);
    for (const { kind, text } of body) {
      const ended = text.endsWith("\n");
      out.push(kind + (ended ? text.slice(0, -1) : text));
      if (!ended) out.push("\\ No newline at end of file");
    }
  }
  return `${out.join("\n")}\n`;
}

function split(text: string): readonly string[] {
  return text.split(/(?<=\n)/).filter((line) => line !== "");
}

function hunks(lines: readonly Line[]): readonly (readonly [number, number])[] {
  const found: [number, number][] = [];
  for (const [index, { kind }] of lines.entries()) {
    if (kind === " ") continue;
    const [from, to] = [Math.max(0, index - CONTEXT), Math.min(lines.length, index + 1 + CONTEXT)];
    const last = found.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = to;
    else found.push([from, to]);
  }
  return found;
}

/**
 * Greedy search for the shortest edit (Myers, "An O(ND) Difference Algorithm and Its Variations", 1986) between equal
 * heads and tails. Costs time and memory by the square of the number of changed lines, which is some dozens here.
 */
function compare(a: readonly string[], b: readonly string[]): readonly Line[] {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const same = (text: string): Line => ({ kind: " ", text });
  const middle = shortest(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
  return [...a.slice(0, head).map(same), ...middle, ...a.slice(a.length - tail).map(same)];
}

const MOST_EDITS = 1000;

function shortest(a: readonly string[], b: readonly string[]): readonly Line[] {
  const whole = (): Line[] => [
    ...a.map((text): Line => ({ kind: "-", text })),
    ...b.map((text): Line => ({ kind: "+", text })),
  ];
  const reach = new Map<number, number>([[1, 0]]);
  const steps: Map<number, number>[] = [];
  const at = (map: Map<number, number>, k: number) => map.get(k) ?? -1;
  for (let d = 0; d <= Math.min(a.length + b.length, MOST_EDITS); d++) {
    steps.push(new Map(reach));
    for (let k = -d; k <= d; k += 2) {
      let x = k === -d || (k !== d && at(reach, k - 1) < at(reach, k + 1)) ? at(reach, k + 1) : at(reach, k - 1) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      reach.set(k, x);
      if (x >= a.length && x - k >= b.length) return trace(a, b, steps);
    }
  }
  return whole();
}

function trace(a: readonly string[], b: readonly string[], steps: readonly Map<number, number>[]): readonly Line[] {
  const lines: Line[] = [];
  let [x, y] = [a.length, b.length];
  for (let d = steps.length - 1; d >= 0; d--) {
    const reach = steps[d] as Map<number, number>;
    const k = x - y;
    const down = k === -d || (k !== d && (reach.get(k - 1) ?? -1) < (reach.get(k + 1) ?? -1));
    const previous = down ? k + 1 : k - 1;
    const fromX = reach.get(previous) ?? 0;
    const fromY = fromX - previous;
    while (x > fromX && y > fromY && x > 0 && y > 0) {
      x--;
      y--;
      lines.push({ kind: " ", text: a[x] as string });
    }
    if (d === 0) break;
    if (down) lines.push({ kind: "+", text: b[--y] as string });
    else lines.push({ kind: "-", text: a[--x] as string });
  }
  return lines.reverse();
}
