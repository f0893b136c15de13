import type { Figures } from "./figures.ts";

export interface Row {
  readonly name: string;
  readonly figures: Figures;
}

const LEFT = 220;
const WIDTH = 640;
const STEP = 26;
const TICKS = [0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500];

/** Distributions as an SVG: line from the least to p99, box of the middle half, stroke at the median, dot at the longest. Logarithmic. */
export function picture(title: string, rows: readonly Row[]): string {
  const low = Math.log(Math.min(...rows.map(({ figures }) => figures.min)) * 0.9);
  const high = Math.log(Math.max(...rows.map(({ figures }) => figures.max)) * 1.1);
  const x = (ms: number) => (LEFT + ((Math.log(ms) - low) / (high - low)) * WIDTH).toFixed(1);
  const bottom = 50 + rows.length * STEP;
  const ticks = TICKS.filter((ms) => Math.log(ms) > low && Math.log(ms) < high).map(
    (ms) =>
      `<line x1="${x(ms)}" x2="${x(ms)}" y1="40" y2="${bottom}" stroke="#ddd"/><text x="${x(ms)}" y="${bottom + 16}" text-anchor="middle">${ms}</text>`,
  );
  const bars = rows.map(({ name, figures: f }, i) => {
    const y = 58 + i * STEP;
    return [
      `<text x="${LEFT - 10}" y="${y + 4}" text-anchor="end">${escaped(name)}</text>`,
      `<line x1="${x(f.min)}" x2="${x(f.p99)}" y1="${y}" y2="${y}" stroke="#68a"/>`,
      `<rect x="${x(f.p25)}" y="${y - 7}" width="${Math.max(1, Number(x(f.p75)) - Number(x(f.p25))).toFixed(1)}" height="14" fill="#9bd"/>`,
      `<line x1="${x(f.median)}" x2="${x(f.median)}" y1="${y - 9}" y2="${y + 9}" stroke="#036" stroke-width="2"/>`,
      `<circle cx="${x(f.max)}" cy="${y}" r="2.5" fill="#c60"/>`,
    ].join("");
  });
  const height = bottom + 40;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${LEFT + WIDTH + 30}" height="${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="100%" height="100%" fill="#fff"/>`,
    `<text x="10" y="20" font-size="14" font-weight="bold">${escaped(title)}</text>`,
    ...ticks,
    ...bars,
    `<text x="${LEFT + WIDTH / 2}" y="${height - 6}" text-anchor="middle">milliseconds from spawn to exit</text>`,
    "</svg>\n",
  ].join("\n");
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
