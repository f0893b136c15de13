import * as handles from "../file-handles.ts";
import * as f from "../files.ts";
import type { LibraryCall, Operation } from "../library.ts";
import { cwdOf, effect, homeOf, pathsOf, tempOf } from "../machine.ts";
import * as t from "../text-methods.ts";
import { changedAround, joinPath, textsOf } from "../texts.ts";
import { asText, concat, firstText, list, NULL, object, type TextValue, text, UNKNOWN, type Value } from "../value.ts";

// os, os.path, shutil, glob, pathlib, tempfile: Python library reference, "File and Directory Access".

const expanded: Operation = (of) =>
  changedAround(asText(of.args[0] ?? of.self), (one) =>
    one === "~" || one.startsWith("~/")
      ? firstText(homeOf(of.machine)) + one.slice(1)
      : one === "~root"
        ? "/root"
        : one,
  );

const parent: Operation = (of) =>
  changedAround(asText(of.self ?? of.args[0]), (one) =>
    one.includes("/") ? one.slice(0, one.lastIndexOf("/")) || "/" : ".",
  );
const baseName: Operation = (of) =>
  changedAround(asText(of.self ?? of.args[0]), (one) => one.slice(one.lastIndexOf("/") + 1));
const joinAll: Operation = (of) => joinPath(textsOf(of.self === undefined ? of.args : [of.self, ...of.args]));
const path: Operation = (of) => (of.args.length === 0 ? text(".") : joinPath(textsOf(of.args)));

/** os.walk(top): a folder, the names of folders in it, the names of files in it, for all folders below. */
const walk: Operation = (of) => {
  const [top] = of.args;
  const folder = asText(top);
  for (const target of pathsOf(of.machine, folder))
    effect(of.machine, { kind: "read", target, recursive: true, how: "list" }, of.at);
  const names = list([text("*", folder.taint, "deep")]);
  return list([list([folder, names, names])]);
};

const globBelow =
  (deep: boolean): Operation =>
  (of) => {
    const pattern = joinPath([asText(of.self), asText(of.args[0])]);
    return list([{ ...pattern, wild: deep ? "deep" : "names" }]);
  };

const temporary = (of: LibraryCall): TextValue => concat(tempOf(of.machine), text("/tmp-new"));

const temporaryFile: Operation = (of) => object("file", { path: temporary(of), name: temporary(of) });

/** str.replace(old, new) and Path.replace(target) share a name. */
const replaceOrMove: Operation = (of) => (of.args.length === 1 ? f.move("self", 0)(of) : t.replace(false)(of));

const openPath: Operation = (of) =>
  handles.opened(of.machine, of.self, firstText(of.args[0] ?? of.named.get("mode") ?? text("r")), of.at);

const truncate: Operation = (of) => f.write(0, "truncate")(of);

/** shutil.make_archive, ZipFile, tarfile: what is packed is read. */
const archive: Operation = (of) => {
  const [name, mode] = [of.args[0], firstText(of.args[1] ?? text("r"))];
  return handles.opened(of.machine, name, mode.startsWith("w") ? "w" : "r", of.at);
};

const disk: Operation = () => NULL;

export const PYTHON_FILES: readonly (readonly [string, Operation])[] = [
  ["os.remove", f.remove(0)], ["os.unlink", f.remove(0)], ["os.rmdir", f.remove(0)], ["os.removedirs", f.remove(0)], ["shutil.rmtree", f.remove(0, true)],
  ["send2trash.send2trash", f.remove(0, true)], ["distutils.dir_util.remove_tree", f.remove(0, true)],
  ["pathlib.Path.unlink", f.remove(0)], ["pathlib.Path.rmdir", f.remove(0)],
  ["os.rename", f.move()], ["os.replace", f.move()], ["os.renames", f.move()], ["shutil.move", f.move()],
  ["shutil.copy", f.copy()], ["shutil.copy2", f.copy()], ["shutil.copyfile", f.copy()], ["shutil.copytree", f.copy()],
  ["os.truncate", truncate], ["os.link", f.link()], ["os.symlink", f.link()], ["os.mkdir", f.write(0, "mkdir")], ["os.makedirs", f.write(0, "mkdir")],
  ["os.chmod", f.permission()], ["os.chown", f.owner()], ["shutil.chown", f.owner()], ["os.mknod", f.write(0, "create")],
  ["open", handles.open()], ["io.open", handles.open()], ["codecs.open", handles.open()], ["aiofiles.open", handles.open()], ["gzip.open", handles.open()], ["os.fdopen", t.firstArgument],
  ["zipfile.ZipFile", archive], ["tarfile.open", archive],
  ["os.open", (of) => handles.opened(of.machine, of.args[0], "r", of.at)],
  ["os.listdir", f.listing(0, "names")], ["os.walk", walk], ["os.fwalk", walk],
  ["os.scandir", f.listing(0, "names", true)], ["glob.glob", f.matches(0)], ["glob.iglob", f.matches(0)],
  ["os.path.join", joinAll], ["os.path.expanduser", expanded], ["os.path.abspath", t.firstArgument], ["os.path.realpath", t.firstArgument], ["os.path.normpath", t.firstArgument],
  ["os.path.dirname", parent], ["os.path.basename", baseName], ["os.path.expandvars", t.firstArgument], ["os.fspath", t.firstArgument],
  ["pathlib.Path", path], ["pathlib.PurePath", path], ["pathlib.PosixPath", path], ["pathlib.PurePosixPath", path], ["anyio.Path", path],
  ["pathlib.Path.home", (of) => homeOf(of.machine)], ["pathlib.Path.cwd", (of) => cwdOf(of.machine)],
  ["tempfile.mkdtemp", temporary], ["tempfile.gettempdir", (of) => tempOf(of.machine)],
  ["tempfile.mkstemp", (of) => list([UNKNOWN, temporary(of)])], ["tempfile.TemporaryDirectory", temporary], ["tempfile.NamedTemporaryFile", temporaryFile],
  ["json.load", readOpen], ["yaml.safe_load", readOpen], ["tomllib.load", readOpen], ["json.dump", dumped], ["yaml.dump", dumped], ["pickle.dump", dumped],
  ["linecache.getlines", f.read(0)], ["fileinput.input", f.read(0)], ["pandas.read_csv", f.read(0)], ["dotenv.dotenv_values", readNamed], ["dotenv.load_dotenv", disk],
  ["configparser.ConfigParser.read", f.read(0)],
]; // biome-ignore format: one table

function readOpen(of: LibraryCall): Value | undefined {
  return handles.readFromFile({ ...of, self: of.args[0] });
}

function readNamed(of: LibraryCall): Value | undefined {
  return f.content(of.machine, of.args[0] ?? text(".env"), of.at);
}

function dumped(of: LibraryCall): Value | undefined {
  return handles.writeToFile({ ...of, self: of.args[1], args: of.args.slice(0, 1) });
}

export const PYTHON_PATHS: readonly (readonly [string, Operation])[] = [
  ["text#unlink", f.remove("self")], ["text#rmdir", f.remove("self")], ["text#rmtree", f.remove("self", true)], ["text#remove", f.remove("self")],
  ["text#write_text", f.write("self", "truncate", 0)], ["text#write_bytes", f.write("self", "truncate", 0)], ["text#touch", f.write("self", "append")],
  ["text#read_text", f.read("self")], ["text#read_bytes", f.read("self")], ["text#open", openPath], ["text#mkdir", f.write("self", "mkdir")],
  ["text#rename", f.move("self", 0)], ["text#replace", replaceOrMove], ["text#chmod", f.permission("self", 0)],
  ["text#symlink_to", f.link(0, "self")], ["text#hardlink_to", f.link(0, "self")], ["text#move", f.move("self", 0)], ["text#copy", f.copy("self", 0)],
  ["text#iterdir", f.listing("self", "names", true)], ["text#glob", globBelow(false)], ["text#rglob", globBelow(true)],
  ["text#joinpath", joinAll], ["text#expanduser", expanded], ["text#resolve", t.same], ["text#absolute", t.same], ["text#as_posix", t.same],
  ["text.parent", parent], ["text.name", baseName], ["text.path", t.same],
  ["text#with_suffix", (of) => changedAround(asText(of.self), (one) => one.replace(/\.\w+$/, "") + (firstText(of.args[0])))],
  ["text#with_name", (of) => joinPath([asText(parent(of)), asText(of.args[0])])],
  ["file#write", handles.writeToFile], ["file#writelines", handles.writeToFile], ["file#read", handles.readFromFile], ["file#readlines", handles.readFromFile], ["file#readline", handles.readFromFile],
  ["file#truncate", () => NULL], ["file#close", () => NULL], ["file#flush", () => NULL], ["file#__enter__", t.same],
]; // biome-ignore format: one table
