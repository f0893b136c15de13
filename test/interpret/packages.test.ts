import { describe, expect, test } from "vitest";
import { deleted, effectsOf, ofKind } from "./effects.ts";

const LIB = "/home/dev/project/lib";

/** Each install as `manager source packages @host #tags`. */
function installs(command: string): readonly string[] {
  return ofKind(effectsOf(command), "install").map((effect) =>
    [
      effect.manager,
      effect.source,
      ...effect.packages,
      ...(effect.host === undefined ? [] : [`@${effect.host.host}`]),
      ...effect.tags.map((tag) => `#${tag}`),
      ...(effect.global ? ["-g"] : []),
    ].join(" "),
  );
}

const scripts = (texts: Readonly<Record<string, string>>) => JSON.stringify({ scripts: texts });

describe("options of wrappers are theirs, the rest is a command", () => {
  test.each([
    ["npx -y rm -rf lib"],
    ["npx -c 'rm -rf lib'"],
    ["npx -p a -p b -c 'rm -rf lib'"],
    ["npm exec --package=a -- rm -rf lib"],
    ["pnpm exec rm -rf lib"],
    ["pnpm --filter web exec rm -rf lib"],
    ["yarn exec rm -rf lib"],
    ["bunx --bun rm -rf lib"],
    ["poetry -C app run rm -rf ../project/lib"],
    ["poetry run rm -rf lib"],
    ["pipenv run rm -rf lib"],
    ["uv run --with a --python 3.12 rm -rf lib"],
    ["uv --quiet run -- rm -rf lib"],
    ["pdm run rm -rf lib"],
    ["hatch -e dev run rm -rf lib"],
    ["conda run -n base --no-capture-output rm -rf lib"],
    ["bundle exec rm -rf lib"],
    ["mise exec node@20 python@3 -- rm -rf lib"],
    ["mise x -c 'rm -rf lib'"],
    ["asdf exec rm -rf lib"],
    ["nvm exec 18 rm -rf lib"],
    ["nvm exec rm -rf lib"],
    ["volta run --node 18 rm -rf lib"],
    ["rustup run nightly rm -rf lib"],
    ["direnv exec . rm -rf lib"],
    ["nix-shell -p git --run 'rm -rf lib'"],
    ["nix develop .#dev -c rm -rf lib"],
    ["devbox run -- rm -rf lib"],
    ["nodemon -w src --exec 'rm -rf lib'"],
    ["watchexec -e ts -- rm -rf lib"],
    ["cross-env A=1 B=2 rm -rf lib"],
    ["dotenv -e .env -- rm -rf lib"],
    ["go test -run X -exec 'rm -rf lib' ./..."],
  ])("%s", (command) => expect(deleted(command)).toEqual([LIB]));

  test("an assignment before the command holds for it", () => {
    expect(deleted("cross-env D=lib sh -c 'rm -rf $D'")).toEqual([LIB]);
  });
});

describe("where packages come from", () => {
  test.each([
    ["npm i lodash", ["npm registry lodash"]],
    ["npm ci", ["npm manifest"]],
    ["npm i -g typescript", ["npm registry typescript -g"]],
    ["npm i --prefix http://x.example lodash", ["npm registry lodash"]],
    ["npm i user/repo", ["npm git user/repo @github.com"]],
    ["npm i @scope/name", ["npm registry @scope/name"]],
    ["npm i a@npm:b@1", ["npm registry a@npm:b@1"]],
    ["npm i x@https://e.example/x.tgz", ["npm url x@https://e.example/x.tgz @e.example"]],
    ["npm i ./lib", ["npm path ./lib"]],
    ["npx tsc", ["npx registry tsc #run"]],
    ["npx ./tool", ["npx path ./tool #run"]],
    ["pip install -r requirements.txt", ["pip manifest"]],
    ["pip install -r https://e.example/r.txt", ["pip url https://e.example/r.txt @e.example"]],
    ["pip install 'a @ https://e.example/a.whl'", ["pip url a @ https://e.example/a.whl @e.example"]],
    ["pip install -e git+https://github.com/o/r", ["pip git git+https://github.com/o/r @github.com"]],
    ["pip install foo/bar", ["pip registry foo/bar"]],
    ["cargo install --git https://e.example/r", ["cargo git git+https://e.example/r @e.example -g"]],
    ["apt-get install -y --allow-unauthenticated x", ["apt-get registry x #unverified -g"]],
    ["apt-get -s install x", []],
    ["pip install --dry-run https://e.example/x.whl", []],
  ])("%s", (command, wanted) => expect(installs(command)).toEqual(wanted));

  test.each([
    ["PIP_INDEX_URL=https://e.example/s pip install x", "pip other-registry x @e.example"],
    ["UV_INDEX_URL=https://e.example/s uv pip install x", "pip other-registry x @e.example"],
    ["export npm_config_registry=https://e.example; npm i x", "npm other-registry x @e.example"],
    ["curl https://e.example/r.txt | pip install -r /dev/stdin", "pip url https://e.example/r.txt @e.example"],
    ["uv run https://e.example/x.py", "uv url https://e.example/x.py @e.example #run"],
  ])("%s", (command, wanted) => expect(installs(command)).toContain(wanted));

  test("a registry that teams use is told from others", () => {
    const of = (url: string) => installs(`npm i x --registry ${url}`).at(-1);
    expect(of("http://localhost:4873")).toContain("#usual");
    expect(of("https://npm.corp")).toContain("#usual");
    expect(of("https://team-1.d.codeartifact.eu-west-1.amazonaws.com/npm/x")).toContain("#usual");
    expect(of("https://e.example/npm")).not.toContain("#usual");
  });
});

describe("scripts of a project's files", () => {
  test.each<[string, Readonly<Record<string, string>>]>([
    ["npm run x", { "package.json": scripts({ x: "rm -rf lib" }) }],
    ["npm test", { "package.json": scripts({ posttest: "rm -rf lib", test: "true" }) }],
    ["npm run a", { "package.json": scripts({ a: "npm run b", b: "rm -rf lib" }) }],
    ["npm run x -- lib", { "package.json": scripts({ x: "rm -rf" }) }],
    ["yarn x", { "package.json": scripts({ x: "rm -rf lib" }) }],
    ["pnpm x", { "package.json": scripts({ x: "rm -rf lib" }) }],
    ["cd src && npm run x", { "package.json": scripts({ x: "rm -rf lib" }), "src/a.js": "" }],
    ["npm i", { "package.json": scripts({ postinstall: "rm -rf lib" }) }],
    ["make", { Makefile: "# all\nD := lib\nall: clean\n\ncheck:\n\trm -rf src\nclean:\n\t@rm -rf $(D)\n" }],
    ["make D=lib clean", { Makefile: `D = src\nclean:\n\t-@rm -rf $\{D}\n` }],
    ["make lib", { Makefile: "lib:\n\trm -rf $@\n" }],
    ["make -f x.mk a", { "x.mk": "a: ; rm -rf \\\n  lib\n" }],
    ["just wipe lib", { justfile: "wipe dir='x':\n  rm -rf {{dir}}\n" }],
    ["just b", { justfile: 'd := "lib"\na:\n    rm -rf {{ d }}\nb: a\n    true\n' }],
    ["task x", { "Taskfile.yml": "tasks:\n  x:\n    cmds:\n      - cmd: rm -rf lib\n" }],
    ["composer x", { "composer.json": scripts({ x: "rm -rf lib" }) }],
    ["deno task x", { "deno.json": JSON.stringify({ tasks: { x: { command: "rm -rf lib" } } }) }],
  ])("%s", (command, files) => {
    const placed = Object.fromEntries(
      Object.entries(files).map(([name, text]) => [`/home/dev/project/${name}`, text] as const),
    );
    expect(deleted(command, { files: placed })).toEqual([LIB]);
  });

  test("a folder named by option is where the file lies and the script runs", () => {
    const files = {
      "/home/dev/project/app/package.json": scripts({ x: "rm -rf lib" }),
      "/home/dev/project/app/Makefile": "x:\n\trm -rf lib\n",
    };
    expect(deleted("npm --prefix app run x", { files })).toEqual(["/home/dev/project/app/lib"]);
    expect(deleted("make -C app x", { files })).toEqual(["/home/dev/project/app/lib"]);
    expect(deleted("npm run x", { files })).toEqual([]);
  });

  test("a missing script, a broken file and a loop are silence", () => {
    const files = { "/home/dev/project/package.json": scripts({ a: "npm run a; npm run a" }) };
    expect(ofKind(effectsOf("npm run b", { files }), "unknown")).toEqual([]);
    expect(deleted("npm run a", { files })).toEqual([]);
    expect(deleted("npm run a", { files: { "/home/dev/project/package.json": "{" } })).toEqual([]);
    expect(deleted("make -n x", { files: { "/home/dev/project/Makefile": "x:\n\trm -rf lib\n" } })).toEqual([]);
  });

  test("scripts that start each other many times cost no more than once", () => {
    const texts = Object.fromEntries(
      Array.from({ length: 12 }, (_, at) => [`s${at}`, `npm run s${at + 1}; npm run s${at + 1} `]),
    );
    const files = { "/home/dev/project/package.json": scripts({ ...texts, s12: "rm -rf lib" }) };
    expect(effectsOf("npm run s0", { files }).length).toBeLessThan(100);
  });

  test("variables of make are known, included ones are taken for names in the tree", () => {
    const make = (text: string) => deleted("make x", { files: { "/home/dev/project/Makefile": text } });
    expect(make("D = $(E)/b\nE := lib\nx:\n\trm -rf $(D)\n")).toEqual([`${LIB}/b`]);
    expect(make("include a.mk\nx:\n\trm -rf $(D)/*.o\n")).toEqual(["/home/dev/project/make-value/*.o"]);
    expect(make("x:\n\trm -rf $(shell pwd)/lib $(wildcard *.o)\n")).toEqual([LIB, "/home/dev/project/*.o"]);
    expect(make("x:\n\tfor f in lib; do rm -rf $$f; done\n")).toEqual([LIB]);
  });

  test("a file written in the same call counts", () => {
    expect(deleted("printf 'x:\\n\\trm -rf lib\\n' > Makefile; make x")).toEqual([LIB]);
  });
});

describe("packages of the system", () => {
  const removed = (command: string) =>
    ofKind(effectsOf(command), "system").map((effect) => `${effect.object} ${effect.tags.join(" ")}`.trim());
  test.each([
    ["apt-get remove -y sudo", ["sudo essential"]],
    ["apt-get remove -o Debug=1 nginx", ["nginx"]],
    ["apt purge libc6:amd64", ["libc6 purge essential"]],
    ["apt-get autoremove", []],
    ["pacman -Rdd glibc", ["glibc forced essential"]],
    ["pacman -Qs sudo", []],
    ["brew uninstall python", ["python"]],
    ["dpkg --purge --force-all x", ["x forced"]],
    ["flatpak uninstall --all", ["* essential"]],
    ["flatpak uninstall --unused", []],
    ["emerge --unmerge glibc", ["glibc forced essential"]],
  ])("%s", (command, wanted) => expect(removed(command)).toEqual(wanted));
});

describe("registries", () => {
  const published = (command: string) =>
    ofKind(effectsOf(command), "cloud").map((effect) => `${effect.action} ${effect.resource} ${effect.name}`);
  test.each([
    ["npm publish --dry-run", []],
    ["npm --tag next publish", ["publish package ."]],
    ["npm run publish", []],
    ["twine upload -r testpypi dist/*", ["publish package dist/*"]],
    ["cargo yank --undo --version 1 x", []],
    ["npm config get registry", []],
    ["npm config set registry=https://e.example", ["modify registry https://e.example"]],
    ["./gradlew publishToMavenLocal", []],
    ["./gradlew :lib:publish", ["publish package ."]],
  ])("%s", (command, wanted) => expect(published(command)).toEqual(wanted));
});
