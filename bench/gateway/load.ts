import { readFileSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { parseArgs } from "node:util";
import autocannon from "autocannon";
import { startServer } from "./server.ts";

// Decisions per second over HTTP, each by an agent of its own with key and JWT, each written down. The load generator runs on the
// same cores as the gateway. With a fixed rate the latency counts from when a request was due, not from when it was sent.

const { values } = parseArgs({
  options: {
    rate: { type: "string", default: "1500" },
    seconds: { type: "string", default: "20" },
    agents: { type: "string", default: "50" },
    connections: { type: "string", default: "32" },
    program: { type: "string" },
    "rate-only": { type: "boolean", default: false },
  },
});

const COMMANDS = [
  "git status --short",
  "npm test -- --run test/policy",
  "rg -n 'TODO' src | head -50",
  "cat package.json | jq .scripts",
  "sed -n 1,80p src/main.ts",
  "docker compose up -d db && sleep 2",
  "python3 -m pytest tests/unit -q -k 'policy and not slow'",
  'for f in src/*.ts; do wc -l "$f"; done | sort -n | tail -3',
  "curl -fsS https://registry.example.com/health",
  "rm -rf ./build && mkdir build",
  "git push --force origin main",
  "find . -name '*.log' -mtime +7 -delete",
];

const server = await startServer(values.program);
try {
  await server.send("PUT", "/v1/policy", { policy: { mode: "enforce" }, reason: "bench" });
  const agents = await server.agents(Number(values.agents));
  // The first calls compile rules and code; nobody measures those.
  await run(2, undefined, agents);
  const cpu = cpuSeconds(server.pid);
  const fixed = await run(Number(values.seconds), Number(values.rate), agents);
  const used = (cpuSeconds(server.pid) - cpu) / fixed.duration;
  report(`${values.rate}/s wanted`, fixed);
  process.stdout.write(
    `  gateway's own CPU: ${used.toFixed(2)} of ${availableParallelism()} cores; load average ${loadavg()[0]?.toFixed(1)}\n`,
  );
  if (!values["rate-only"]) report("as many as it can", await run(10, undefined, agents));
} finally {
  await server.stop();
}

function run(seconds: number, rate: number | undefined, agents: readonly Readonly<Record<string, string>>[]) {
  let next = 0;
  return autocannon({
    url: `${server.url}/v1/proxy`,
    method: "POST",
    connections: Number(values.connections),
    duration: seconds,
    ...(rate === undefined ? {} : { overallRate: rate }),
    headers: { "Content-Type": "application/json" },
    // Each connection prepares all of them before it begins: few, or the beginning is measured.
    requests: Array.from({ length: agents.length }, () => {
      const n = next++;
      const command = COMMANDS[n % COMMANDS.length];
      const call = { agent: "claude", cwd: "/home/dev/app", workspace: ["/home/dev/app"], session: `s${n % 20}` };
      return {
        headers: { "Content-Type": "application/json", ...agents[n % agents.length] },
        body: JSON.stringify({ tool: "Bash", params: { command }, target_url: "", call }),
      };
    }),
  });
}

function report(name: string, { requests, latency, non2xx, errors, timeouts, duration }: autocannon.Result): void {
  process.stdout.write(
    `${name}: ${(requests.total / duration).toFixed(0)}/s over ${duration.toFixed(0)} s, ` +
      `p50 ${latency.p50} ms, p99 ${latency.p99} ms, p99.9 ${latency.p99_9} ms, max ${latency.max} ms; ` +
      `${non2xx} not 2xx, ${errors} errors, ${timeouts} timeouts\n`,
  );
}

/** User and system time of a process and its threads, from Linux' /proc. */
function cpuSeconds(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return Number.NaN;
  }
}
