import { Refused } from "../bundle/format.ts";
import { inspect, trust, use, verify } from "./bundle-look.ts";
import { type Json, keygen, makeRoot, type RootOptions, type SignOptions, sign } from "./bundle-make.ts";
import { CommandError, EXIT } from "./errors.ts";
import type { Register } from "./register.ts";

export const registerBundle: Register = (program, done) => {
  const bundle = program.command("bundle");
  const run = (work: () => void) => {
    try {
      work();
    } catch (error) {
      if (error instanceof Refused) throw new CommandError(error.message);
      throw error;
    }
  };
  bundle
    .command("keygen")
    .argument("<file>", "where the key goes, for its owner alone; FILE.pub is the half that others may see")
    .description("make an Ed25519 key")
    .option("--json", "as JSON")
    .action((file: string, options: Json) => run(() => keygen(file, options)));
  bundle
    .command("root")
    .description("make a root of trust, or with --previous the one after it")
    .requiredOption("--root-key <file...>", "keys that may sign the next root; those with a private half sign this one")
    .requiredOption("--bundle-key <file...>", "keys that may sign bundles")
    .option("--previous <file>", "the root that this one replaces")
    .option("--sign-with <file...>", "further keys that sign, such as those of the previous root")
    .option("--root-threshold <count>", "how many must sign a root", "1")
    .option("--bundle-threshold <count>", "how many must sign a bundle", "1")
    .option("--expires <when>", "a span such as 260w, or a date", "260w")
    .requiredOption("--out <file>", "where it goes")
    .option("--json", "as JSON")
    .action((options: RootOptions) => run(() => makeRoot(options)));
  bundle
    .command("sign")
    .description("make a bundle, or put one more signature on one")
    .requiredOption("--key <file...>", "who signs; - is stdin")
    .option("--policy <file>", "a guard.json (default: an empty policy)")
    .option("--pack <file...>", "rule packs in TOML")
    .option("--bundle-version <number>", "higher than that of every bundle before it")
    .option("--expires <when>", "a span such as 30d, or a date", "30d")
    .option("--root <file...>", "roots that guards may not know yet, the oldest first")
    .option("--add <bundle>", "put a signature on this bundle, and change nothing else")
    .requiredOption("--out <file>", "where it goes")
    .option("--json", "as JSON")
    .action((options: SignOptions) => run(() => sign(options)));
  bundle
    .command("verify")
    .argument("<file>")
    .description("say whether this machine would take a bundle; nothing changes")
    .option("--root <file>", "the root to trust (default: the one that is pinned)")
    .option("--json", "as JSON")
    .action((file: string, options: Json & { readonly root?: string }) =>
      run(() => done(verify(file, options) ? EXIT.ok : EXIT.problem)),
    );
  bundle
    .command("inspect")
    .argument("<file>")
    .description("show what a bundle says, whoever signed it")
    .option("--json", "as JSON")
    .action((file: string, options: Json) => run(() => inspect(file, options)));
  bundle
    .command("trust")
    .argument("<root>", "a file from bundle root")
    .description("pin a root of trust on this machine, where no gateway gives it")
    .requiredOption("--fingerprint <sha256>", "the root's, as you know it from somewhere else")
    .option("--replace", "also where another root is pinned")
    .option("--json", "as JSON")
    .action((file: string, options: Json & { readonly fingerprint: string; readonly replace?: boolean }) =>
      run(() => trust(file, options)),
    );
  bundle
    .command("use")
    .argument("<file>")
    .description("put a bundle into force on this machine, where no gateway gives it")
    .option("--json", "as JSON")
    .action((file: string, options: Json) => run(() => use(file, options)));
};
