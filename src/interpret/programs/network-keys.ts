import { CLEAN, NO_STREAM, opaqueStream, type Stream } from "../shell/value.ts";
import type { Invocation, Program } from "./program.ts";
import { textOf } from "./text-of.ts";

/** Tools that make, hold and use keys. */
export const KEYS: readonly Program[] = [
  {
    names: ["gpg", "gpg2", "gpgsm"],
    options:
      "-a|--armor -b|--detach-sign -c|--symmetric -d|--decrypt -e|--encrypt -k|--list-keys -K|--list-secret-keys -o|--output= -r|--recipient= -R|--hidden-recipient= -s|--sign -u|--local-user= -v -q|--quiet -n|--dry-run --batch --yes --homedir= --keyserver= --recv-keys --search-keys --refresh-keys --passphrase= --passphrase-file= --passphrase-fd= --pinentry-mode= --export --import --export-secret-keys --export-secret-subkeys --delete-secret-keys --delete-keys --delete-secret-and-public-keys --edit-key --gen-key --full-generate-key --verify --clearsign --cipher-algo= --compress-algo= --trust-model= --status-fd= --default-key= --no-default-keyring --keyring= --options= --with-colons --fingerprint --dearmor --keyserver-options=",
    run: gpg,
  },
  {
    names: ["age", "rage", "sops", "git-crypt", "transcrypt", "blackbox_cat"],
    options:
      "-d|--decrypt -e|--encrypt -i|--identity= -o|--output= -r|--recipient= -R|--recipients-file= -p|--passphrase -a|--armor --vault-password-file= --vault-id= --age= --pgp= --kms= --in-place --extract= --input-type= --output-type= --config=",
    commonWord: true,
    run: (run) => {
      const [verb] = run.operands;
      const shows = run.has("d") || /^(?:decrypt|view)$/.test(textOf(verb)) || run.name === "blackbox_cat";
      if (run.program === "age" && run.has("e", "r", "R", "p", "encrypt")) return undefined;
      if (shows && !run.has("o", "in-place"))
        for (const field of run.operands.filter(
          (operand) => !/^(?:decrypt|view|exec-env|exec-file)$/.test(operand.text),
        ))
          run.emit({ kind: "read", target: run.path(field), recursive: false, how: "metadata", tags: ["decrypted"] });
      return shows && !run.has("o", "in-place") ? opaqueStream({ ...CLEAN, environment: true }) : undefined;
    },
  },
  {
    names: ["ssh-keygen"],
    options:
      "-t= -b= -f= -N= -C= -P= -m= -E= -F= -R= -H= -i -e -y -l -p -q -A -L -c -K -s= -I= -n= -V= -z= -O= -Y= -w= -a= -D= -U",
    run: (run) => {
      const file = run.value("f");
      if (file === undefined) return undefined;
      if (run.has("y", "e", "l", "L", "F", "R", "H")) return undefined;
      if (run.has("p")) run.emit({ kind: "write", target: run.path(file), how: "modify" });
      else if (run.has("t") || run.has("q")) {
        run.emit({ kind: "write", target: run.path(file), how: "create" });
        run.emit({ kind: "write", target: run.path({ ...file, text: `${file.text}.pub` }), how: "create" });
      }
      return undefined;
    },
  },
  {
    names: ["ssh-agent"],
    options: "-s -c -k -a= -t= -d -D",
    run: (run) => (run.operands.length > 0 ? run.command(run.operands, { external: true }) : undefined),
  },
  {
    names: ["ssh-add"],
    options: "-l -L -d -D -x -X -t= -k -K -c -s= -e= -q -T= -A",
    acts: [{ flag: ["D"], does: { kind: "system", action: "keychain", object: "ssh-agent", tags: ["delete"] } }],
  },
];

/** gpg(1): exporting secret keys gives them away; encrypting many files is how they are taken hostage. */
function gpg(run: Invocation): Stream | undefined {
  if (run.has("export-secret-keys", "export-secret-subkeys")) {
    const out = run.value("o");
    if (out !== undefined) run.emit({ kind: "write", target: run.path(out), how: "truncate" });
    run.emit({ kind: "system", action: "keychain", object: "gpg-secret-keys", tags: ["export"] });
    return opaqueStream({ ...CLEAN, environment: true });
  }
  if (run.has("delete-secret-keys", "delete-secret-and-public-keys")) {
    run.emit({ kind: "system", action: "keychain", object: run.operands[0]?.text ?? "*", tags: ["delete"] });
    return NO_STREAM;
  }
  const passphrase = run.value("passphrase");
  if (passphrase !== undefined && passphrase.text !== "" && !passphrase.text.includes("\uFFFC"))
    run.emit({ kind: "text", role: "credential-argument", key: "gpg", text: passphrase.text });
  const files = run.operands;
  if (run.has("d", "c", "e")) {
    for (const field of files) run.emit({ kind: "read", target: run.path(field), recursive: false, how: "content" });
    const out = run.value("o");
    if (out !== undefined && out.text !== "-") run.emit({ kind: "write", target: run.path(out), how: "truncate" });
    if (run.has("d") && out === undefined) return opaqueStream({ ...run.stdin.taint, decoded: true });
    return opaqueStream(run.stdin.taint);
  }
  return run.has("dearmor") ? opaqueStream(run.stdin.taint) : undefined;
}
