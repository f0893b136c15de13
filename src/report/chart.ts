import type { Counts, Row } from "./report.ts";

// Bars are drawn without text and stretched to the page's width; the text beside them is HTML, so that it keeps its size.

const KINDS = ["deny", "ask", "warn"] as const;

/** One bar per day, stacked; the day's numbers are its title. */
export function dayChart(days: readonly Row[]): string {
  const most = Math.max(1, ...days.map(stopped));
  const width = 10;
  const bars = days.map((day, i) => {
    let top = 100;
    const parts = KINDS.map((kind) => {
      const height = (day[kind] / most) * 100;
      top -= height;
      return height === 0
        ? ""
        : `<rect class="${kind}" x="${i * width + 1}" y="${round(top)}" width="${width - 2}" height="${round(height)}"/>`;
    });
    const hit = `<rect class="hit" x="${i * width}" y="0" width="${width}" height="100"/>`;
    return `<g><title>${escapeHtml(`${day.name}: ${numbers(day)}`)}</title>${hit}${parts.join("")}</g>`;
  });
  const lines = [0, 50, 100].map((y) => `<line class="grid" x1="0" x2="${days.length * width}" y1="${y}" y2="${y}"/>`);
  const names = [days[0], days[Math.floor((days.length - 1) / 2)], days.at(-1)];
  const labels = [...new Set(names.map((day) => day?.name.slice(5) ?? ""))];
  return `<figure class="days"><div class="scale"><span>${most}</span><span>${most % 2 === 0 ? most / 2 : ""}</span><span>0</span></div>
<svg viewBox="0 0 ${days.length * width} 100" preserveAspectRatio="none" role="img" aria-label="What would have been stopped, by day">${lines.join("")}${bars.join("")}</svg>
<div class="axis">${labels.map((label) => `<span>${escapeHtml(label)}</span>`).join("")}</div></figure>`;
}

/** A bar of a row, in proportion to the largest row. */
export function rowBar(row: Counts, most: number): string {
  let left = 0;
  const parts = KINDS.map((kind) => {
    const width = most === 0 ? 0 : (row[kind] / most) * 100;
    const part =
      width === 0 ? "" : `<rect class="${kind}" x="${round(left)}" y="0" width="${round(width)}" height="10"/>`;
    left += width;
    return part;
  });
  return `<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label="${numbers(row)}">${parts.join("")}</svg>`;
}

export function stopped({ deny, ask, warn }: Counts): number {
  return deny + ask + warn;
}

function numbers({ deny, ask, warn, calls }: Counts): string {
  return `${deny} would be blocked, ${ask} asked about, ${warn} warned about, of ${plural(calls, "call")}`;
}

export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** INVARIANT: what an agent wrote never becomes markup, nor a character that hides or turns text. */
export function escapeHtml(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ")
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}
