import manifest from "../../package.json" with { type: "json" };
import type { Register } from "./commands.ts";
import { print, printJson } from "./print.ts";

export const VERSION: string = manifest.version;

export const registerVersion: Register = (program) => {
  program
    .command("version")
    .description("print the version, the platform and the runtime")
    .option("--json", "as JSON")
    .action((options: { readonly json?: boolean }) => {
      const facts = { version: VERSION, platform: `${process.platform}-${process.arch}`, node: process.versions.node };
      if (options.json === true) printJson(facts);
      else print(`clampd-guard ${facts.version} (${facts.platform}, Node ${facts.node})`);
    });
};
