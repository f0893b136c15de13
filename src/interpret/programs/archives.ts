import { CLEAN, type Field, opaqueStream, type Stream } from "../shell/value.ts";
import { parseArguments } from "./options.ts";
import type { Invocation, Program } from "./program.ts";

const TAR =
  "-x|--extract|--get -c|--create -t|--list -r|--append -u|--update -A|--catenate|--concatenate -d|--diff|--compare --delete -f|--file= -C|--directory= -z|--gzip -j|--bzip2 -J|--xz -Z|--compress --zstd --lzma --lz4 -a|--auto-compress -v|--verbose -k|--keep-old-files -p -P|--absolute-names -O|--to-stdout -T|--files-from= -X|--exclude-from= --exclude= --exclude-vcs --strip-components= --transform|--xform= -s= --to-command= --checkpoint?= --checkpoint-action= -I|--use-compress-program= --remove-files -h -m -n -o -S -w -W -l -b= -g|--listed-incremental= -K= -N= -L= -V|--label= -F|--info-script|--new-volume-script= --owner= --group= --mode= --mtime= --sort= --format= --rsh-command= --rmt-command= --one-top-level?= --overwrite --recursive-unlink -U|--unlink-first --no-same-owner --no-same-permissions --numeric-owner --warning= --totals --wildcards";
/** Letters of a bundle without dash (`tar xzfC a.tgz /dir`) that take the next words in turn. tar(1), "Traditional usage". */
const TAKES = "fCTXbgKNLVIFs";
const COMPRESSOR =
  /^(?:\S*\/)?(?:p?gzip|pigz|[lp]?bzip2|p?xz|pixz|lz4|lzip|plzip|lzop|lzma|p?zstd(?:mt)?|brotli|compress)(?: -\S+)*$/;

/** tar(1), zip(1), unzip(1), 7z, cpio(1), ar(1): what they pack is read, what they unpack is written where they unpack it. */
export const ARCHIVES: readonly Program[] = [
  { names: ["tar", "gtar", "bsdtar", "star"], style: "none", run: runTar },
  {
    names: ["zip"],
    options:
      "-r|--recurse-paths -j -m|--move -d|--delete -u -f -T|--test -TT|--unzip-command= -q -v -y -e -P|--password= -x= -i= -@ -9 -0 -1 -X -D -o -s= -b= -t= -n= -Z= -FS -F -FF -l",
    run: runZip,
  },
  {
    names: ["unzip"],
    options: "-d= -l -t -p -c -v -z -Z -o -n -j -q -u -f -x= -a -C -L -P= -O= -I= -K -X",
    run: (run) => {
      archive(run, run.operands[0]);
      if (!run.has("l", "t", "p", "c", "v", "z", "Z")) extract(run, run.value("d"));
      return undefined;
    },
  },
  {
    names: ["7z", "7za", "7zr", "7zz", "p7zip", "rar", "unrar"],
    style: "none",
    run: (run) => {
      const [sub = "", ...rest] = run.args.map((field) => field.text);
      const files = run.args.slice(1).filter((field) => !field.text.startsWith("-"));
      const into = rest.find((text) => /^-o./.test(text))?.slice(2);
      if (sub === "x" || sub === "e") {
        archive(run, files[0]);
        if (rest.includes("-so")) return opaqueStream({ ...CLEAN, decoded: true });
        extract(run, into === undefined ? undefined : at(into, run));
      } else if (sub === "a" || sub === "u" || sub === "m") {
        for (const field of files.slice(1)) pack(run, field);
        for (const field of files.slice(0, 1)) run.emit({ kind: "write", target: run.path(field), how: "truncate" });
        if (rest.includes("-sdel") || rest.includes("-df") || sub === "m") removePacked(run, files.slice(1));
      }
      return undefined;
    },
  },
  {
    names: ["cpio", "pax"],
    options:
      "-i|--extract -o|--create -p|--pass-through -r -w -t|--list -d -m -u -v -F|--file= -I= -O= -D|--directory= -H= -f= -E= -C= -0 -A -a -L -s= -x= --no-absolute-filenames --quiet",
    run: (run) => {
      if (run.has("t")) return undefined;
      if (run.program === "cpio" && run.has("p")) extract(run, run.operands[0]);
      else if ((run.has("i") && run.name === "cpio") || (run.has("r") && run.name === "pax"))
        extract(run, run.value("D"));
      for (const field of run.values("O")) run.emit({ kind: "write", target: run.path(field), how: "truncate" });
      return undefined;
    },
  },
  {
    names: ["ar", "jar"],
    style: "none",
    commonWord: true,
    run: (run) => {
      const [mode = "", ...files] = run.args.map((field) => field.text);
      if (/^-?x/.test(mode)) extract(run, undefined);
      else if (/^-?[crqu]/.test(mode) && files[0] !== undefined)
        run.emit({ kind: "write", target: run.path(at(files[0], run)), how: "modify" });
      return undefined;
    },
  },
];

function at(text: string, run: Invocation): Field {
  return { text, quoted: true, glob: false, taint: CLEAN, span: run.span };
}

function archive(run: Invocation, field: Field | undefined): void {
  if (field !== undefined && field.text !== "-")
    run.emit({ kind: "read", target: run.path(field), recursive: false, how: "content" });
}

function pack(run: Invocation, field: Field): void {
  run.emit({ kind: "read", target: run.path(field), recursive: true, how: "content" });
}

function removePacked(run: Invocation, fields: readonly Field[]): void {
  for (const field of fields)
    run.emit({
      kind: "delete",
      target: run.path(field, { link: true }),
      recursive: true,
      how: "move-away",
      tags: ["packed"],
    });
}

/** Which files come out is in the archive; that they land in this folder is known. */
function extract(run: Invocation, folder: Field | undefined, tags: readonly string[] = []): void {
  run.emit({ kind: "write", target: run.path(folder ?? at(".", run)), how: "create", tags: ["extract", ...tags] });
}

function runTar(run: Invocation): Stream | undefined {
  const parsed = parseArguments(spelledOut(run), { options: TAR });
  const has = (name: string) => parsed.options.has(name);
  const value = (name: string) => parsed.options.get(name)?.findLast((field) => field !== undefined);
  for (const name of ["to-command", "checkpoint-action", "I", "F", "rsh-command", "rmt-command"])
    for (const field of parsed.options.get(name) ?? []) if (field !== undefined) runHelper(run, name, field);
  const folder = value("C");
  const place = (field: Field): Field =>
    folder === undefined || /^[/~]/.test(field.text)
      ? field
      : { ...field, text: `${folder.text.replace(/\/$/, "")}/${field.text}` };
  const file = value("f");
  if (has("x")) {
    archive(run, file);
    if (!has("O") && !has("to-command")) extract(run, folder, has("P") ? ["absolute-names"] : []);
  } else if (has("c") || has("r") || has("u")) {
    for (const field of parsed.operands) pack(run, place(field));
    if (file !== undefined && file.text !== "-" && !/^[\w.-]+(?:@[\w.-]+)?:/.test(file.text))
      run.emit({ kind: "write", target: run.path(file), how: "truncate" });
    if (has("remove-files")) removePacked(run, parsed.operands.map(place));
  } else archive(run, file);
  return undefined;
}

function spelledOut(run: Invocation): readonly Field[] {
  const [first, ...rest] = run.args;
  if (first === undefined || first.text.startsWith("-") || !/^[A-Za-z0-9]+$/.test(first.text)) return run.args;
  const words: Field[] = [];
  for (const letter of first.text) {
    words.push({ ...first, text: `-${letter}` });
    const next = TAKES.includes(letter) ? rest.shift() : undefined;
    if (next !== undefined) words.push(next);
  }
  return [...words, ...rest];
}

function runHelper(run: Invocation, option: string, field: Field): void {
  const code = option === "checkpoint-action" ? /^exec=([\s\S]*)$/.exec(field.text)?.[1] : field.text;
  if (code !== undefined && !COMPRESSOR.test(code)) run.shell(code, { source: "inline", span: field.span });
}

function runZip(run: Invocation): undefined {
  const test = run.args.findIndex((field) => field.text === "-TT" || field.text === "--unzip-command");
  const code = run.value("unzip-command") ?? (test < 0 ? undefined : run.args[test + 1]);
  if (code !== undefined) run.shell(code.text, { source: "inline", span: code.span });
  const [file, ...packed] = run.operands.filter((field) => field !== code);
  if (file === undefined || run.has("d")) return;
  for (const field of packed) pack(run, field);
  run.emit({ kind: "write", target: run.path(file), how: "truncate" });
  if (run.has("m")) removePacked(run, packed);
}
