import { homedir } from "node:os";
import { join } from "node:path";
import { CommandError, EXIT } from "./errors.ts";
import { findPlaces } from "./places.ts";
import { print, printJson } from "./print.ts";
import type { Register } from "./register.ts";

const PORT = 8787;
const LEVELS = ["debug", "info", "warn", "error", "silent"];

interface ServeFlags {
  readonly port: string;
  readonly host: string;
  readonly data: string;
  readonly retention: string;
  readonly rate?: string;
  readonly logLevel: string;
  readonly openMetrics?: boolean;
  readonly context: boolean;
}

/** The server's code is a bundle of its own: no other command loads it. */
const load = () => import("../../gateway/main.ts");

export const registerGateway: Register = (program, done) => {
  const data = join(homedir(), ".clampd", "gateway-data");
  const gateway = program
    .command("gateway")
    .option("--port <n>", "0 takes a free one", String(PORT))
    .option("--host <address>", "where to listen", "127.0.0.1")
    .option("--data <folder>", "where everything is kept", data)
    .option("--retention <days>", "how long events are kept", "90")
    .option("--rate <n>", "requests a minute that one agent may make")
    .option("--log-level <level>", LEVELS.join(", "), "info")
    .option("--open-metrics", "/metrics needs no key")
    .option("--no-context", "do not write the first key into ~/.clampd/config.toml; show it instead")
    .action(async (flags: ServeFlags) => {
      if (!LEVELS.includes(flags.logLevel))
        throw new CommandError(`--log-level is one of ${LEVELS.join(", ")}`, EXIT.usage);
      const { serve } = await load();
      await serve({
        home: flags.context ? findPlaces().home : undefined,
        data: flags.data,
        host: flags.host,
        port: whole("--port", flags.port, 0, 65_535),
        retentionDays: whole("--retention", flags.retention, 1, 36_500),
        rate: flags.rate === undefined ? undefined : whole("--rate", flags.rate, 1, 10_000_000),
        logLevel: flags.logLevel,
        openMetrics: flags.openMetrics === true,
        say: print,
      });
    });
  gateway
    .command("backup")
    .description("copy everything into one file, also while it serves; the copy holds the signing keys")
    .argument("<file>", "it must not exist yet")
    .option("--data <folder>", "where everything is kept", data)
    .action(async (file: string, flags: { readonly data: string }) => {
      const { backup } = await load();
      await backup(dataOf(gateway.opts(), flags, data), file);
      print(`copied into ${file}`);
    });
  gateway
    .command("key")
    .description(
      "make a key that may do everything, and keep it as a context; the organisation is made where it is new",
    )
    .option("--data <folder>", "where everything is kept", data)
    .option("--org <name>", "whose key", "default")
    .option("--context <name>", "name of the context", "local")
    .option("--url <address>", "where the gateway answers", `http://127.0.0.1:${PORT}`)
    .action(
      async (flags: {
        readonly data: string;
        readonly org: string;
        readonly context: string;
        readonly url: string;
      }) => {
        const { home } = findPlaces();
        if (home === undefined) throw new CommandError("the home folder is not known");
        const { makeOwnerKey, writeContext } = await load();
        const apiKey = await makeOwnerKey(dataOf(gateway.opts(), flags, data), flags.org, `key ${flags.context}`);
        print(`context ${writeContext(home, flags.url, apiKey, flags.context)} holds the key`);
      },
    );
  gateway
    .command("rotate")
    .description(
      "make new keys for signing bundles, because the old ones may be known to others; guards follow by themselves",
    )
    .requiredOption("--reason <text>", "why; it is kept in the record of changes")
    .option("--data <folder>", "where everything is kept", data)
    .option("--org <name>", "whose keys", "default")
    .action(async (flags: { readonly data: string; readonly org: string; readonly reason: string }) => {
      const { rotate } = await load();
      await rotate(dataOf(gateway.opts(), flags, data), flags.org, flags.reason);
      print("the next bundle is signed with new keys");
    });
  gateway
    .command("verify")
    .description("check that no recorded change of policy, agents or keys was altered or taken out")
    .option("--data <folder>", "where everything is kept", data)
    .option("--json", "as JSON")
    .action(async (flags: { readonly data: string; readonly json?: boolean }) => {
      const { verifyChanges } = await load();
      const found = await verifyChanges(dataOf(gateway.opts(), flags, data));
      if (flags.json === true) printJson(found);
      else
        for (const { org, broken } of found)
          print(`${org}: ${broken === undefined ? "whole" : `broken at change ${broken}`}`);
      done(found.some(({ broken }) => broken !== undefined) ? EXIT.problem : EXIT.ok);
    });
};

/** `gateway --data X backup` and `gateway backup --data X` mean the same. */
function dataOf(outer: { readonly data?: string }, inner: { readonly data: string }, usual: string): string {
  return inner.data === usual ? (outer.data ?? usual) : inner.data;
}

function whole(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most)
    throw new CommandError(`${name} takes a number from ${least} to ${most}`, EXIT.usage);
  return value;
}
