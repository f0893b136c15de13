import { keepBundle, pinRoot, wouldKeep } from "../bundle/keep.ts";
import { parseBundle, parseBundleFile, parseRoot } from "../bundle/parse.ts";
import { fingerprint, selfSigned, verifyBundle } from "../bundle/verify.ts";
import { folder, readBytes, readRoot, signedBytes } from "./bundle-files.ts";
import type { Json } from "./bundle-make.ts";
import { CommandError } from "./errors.ts";
import { plain, print, printJson, table } from "./print.ts";

export function verify(file: string, { root, json }: Json & { readonly root?: string }): boolean {
  const bytes = readBytes(file);
  const result =
    root === undefined
      ? wouldKeep(folder(), bytes, Date.now())
      : verifyBundle(bytes, selfSigned(readRoot(root)), undefined, Date.now());
  if (json === true)
    printJson(result.ok ? { ok: true, version: result.last.version, signers: result.last.keys } : result);
  else print(result.ok ? `fine: version ${result.last.version}` : `refused (${result.code}): ${result.message}`);
  return result.ok;
}

export function inspect(path: string, { json }: Json): void {
  const file = parseBundleFile(readBytes(path));
  const { version, issued, expires, policy, packs, agents } = parseBundle(signedBytes(file));
  const facts = {
    version,
    issued: new Date(issued).toISOString(),
    expires: new Date(expires).toISOString(),
    signatures: file.signatures.map(({ key }) => key),
    roots: (file.roots ?? []).map((each) => parseRoot(signedBytes(each)).version),
    policy,
    packs: packs.map(({ name, sha256 }) => ({ name, sha256 })),
    agents,
  };
  if (json === true) {
    printJson(facts);
    return;
  }
  print(
    table([
      ["version", String(version)],
      ["issued", facts.issued],
      ["expires", `${facts.expires}${expires <= Date.now() ? " (it has expired)" : ""}`],
      ["signed by", facts.signatures.join(", ")],
      ["newer roots", facts.roots.join(", ") || "none"],
      ["packs", packs.map(({ name }) => name).join(", ") || "none"],
      ["killed", String(agents.killed.length)],
      ["suspended", String(agents.suspended.length)],
    ]),
  );
  print(plain(JSON.stringify(policy)));
  print("\nWhether the signatures count is said by clampd-guard bundle verify.");
}

export function trust(
  file: string,
  { fingerprint: wanted, replace, json }: Json & { readonly fingerprint: string; readonly replace?: boolean },
): void {
  const envelope = readRoot(file);
  if (fingerprint(envelope) !== wanted.toLowerCase())
    throw new CommandError("the root has another fingerprint; it is not trusted");
  pinRoot(folder(), envelope, { url: "", replace: replace === true });
  if (json === true) printJson({ fingerprint: wanted.toLowerCase() });
  else print("the root is trusted from now on");
}

export function use(file: string, { json }: Json): void {
  const result = keepBundle(folder(), readBytes(file), Date.now());
  if (!result.ok) throw new CommandError(`refused (${result.code}): ${result.message}; what was in force stays`);
  if (json === true) printJson({ version: result.last.version });
  else print(`bundle version ${result.last.version} is in force`);
}
