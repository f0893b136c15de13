import type { HostTarget } from "../../model/effect.ts";
import { hostTarget } from "../hosts.ts";
import { type Field, NO_STREAM, type Stream } from "../shell/value.ts";
import { storeRequest } from "./databases-requests.ts";
import {
  download,
  fetch,
  fetched,
  hasData,
  join,
  mixed,
  named,
  type Outgoing,
  ofField,
  ofFile,
  readFileUrl,
  send,
  urlCarries,
  urlFileName,
} from "./network-data.ts";
import { isStray } from "./network-owners.ts";
import type { Invocation, Program } from "./program.ts";
import { orEmpty } from "./text-of.ts";

// curl(1) of 8.x. Short options that take a value, then long ones with their aliases; the rest are flags.
const CURL_OPTIONS = [
  "-A|--user-agent= -b|--cookie= -c|--cookie-jar= -C|--continue-at= -d|--data|--data-ascii= -D|--dump-header= -e|--referer= -E|--cert= -F|--form= -H|--header= -h|--help?= -K|--config= -m|--max-time= -o|--output= -P|--ftp-port= -Q|--quote= -r|--range= -t|--telnet-option= -T|--upload-file= -u|--user= -U|--proxy-user= -w|--write-out= -x|--proxy= -X|--request= -y|--speed-time= -Y|--speed-limit= -z|--time-cond=",
  "--data-binary= --data-raw= --data-urlencode= --json= --form-string= --url= --url-query= --variable= --expand-data= --expand-url= --expand-header= --output-dir= --resolve= --connect-to= --unix-socket= --abstract-unix-socket= --cacert= --capath= --key= --key-type= --cert-type= --pass= --pinnedpubkey= --ciphers= --tls13-ciphers= --tls-max= --crlfile= --egd-file= --random-file= --engine=",
  "--connect-timeout= --expect100-timeout= --keepalive-time= --limit-rate= --local-port= --interface= --max-filesize= --max-redirs= --retry= --retry-delay= --retry-max-time= --rate= --parallel-max= --proto= --proto-default= --proto-redir= --dns-servers= --dns-interface= --dns-ipv4-addr= --doh-url= --delegation= --hostpubmd5= --hostpubsha256= --krb= --libcurl= --login-options= --mail-auth= --mail-from= --mail-rcpt= --netrc-file= --noproxy= --oauth2-bearer= --preproxy= --proxy1.0= --proxy-header= --proxy-cacert= --proxy-cert= --proxy-key= --proxy-pass= --pubkey= --request-target= --sasl-authzid= --service-name= --socks4= --socks4a= --socks5= --socks5-hostname= --stderr= --trace= --trace-ascii= --trace-config= --aws-sigv4= --ftp-account= --ftp-alternative-to-user= --ftp-method= --happy-eyeballs-timeout-ms= --haproxy-clientip= --hsts= --alt-svc= --etag-compare= --etag-save= --create-file-mode= --ip-tos= --vlan-priority= --tftp-blksize=",
  "-G|--get -I|--head -i|--include|--show-headers -J|--remote-header-name -O|--remote-name --remote-name-all -k|--insecure -L|--location --location-trusted -n|--netrc --netrc-optional -N|--no-buffer -p|--proxytunnel -q|--disable -s|--silent -S|--show-error -f|--fail --fail-with-body -g|--globoff -v|--verbose -V|--version -#|--progress-bar -Z|--parallel -:|--next --compressed --create-dirs --raw --anyauth --basic --digest --ntlm --negotiate --proxy-insecure --doh-insecure --remove-on-error --no-progress-meter --retry-connrefused --retry-all-errors --http1.1 --http2 --http3 --ssl-reqd --tlsv1.2 --tlsv1.3 --path-as-is -a|--append -0 -1 -2 -3 -4|--ipv4 -6|--ipv6 -B -j -l|--list-only -M -R",
].join(" ");

export const CURL: readonly Program[] = [
  { names: ["curl", "curlie", "curl-impersonate"], options: CURL_OPTIONS, run: curl },
];

function curl(run: Invocation): Stream | undefined {
  let printed: Stream | undefined;
  for (const field of run.values("K")) printed = config(run, field, printed);
  const urls = [...run.values("url", "expand-url"), ...run.operands].filter((field) => field.text !== "");
  const get = run.has("G");
  const body = join([...bodyParts(run), ...run.values("T").flatMap((field) => uploads(run, field))]);
  const method = (
    run.value("X")?.text ?? (run.has("I") ? "HEAD" : run.has("T") ? "PUT" : hasData(body) && !get ? "POST" : "GET")
  ).toUpperCase();
  const tags = [...requestTags(run), ...(isDeletion(method, body.text) ? ["delete-request"] : [])];
  credentials(run);
  outputs(run);
  const socket = run.value("unix-socket");
  if (socket !== undefined) {
    const target = run.path(socket);
    run.emit(
      method === "GET" || method === "HEAD"
        ? { kind: "read", target, recursive: false, how: "content", tags: ["socket"] }
        : { kind: "write", target, how: "modify", tags: ["socket"] },
    );
    if (urls.every((field) => /localhost|^\/|^http:\/\/[a-z.\d]+\//i.test(field.text))) return NO_STREAM;
  }
  const redirected = redirectedHosts(run);
  for (const [index, field] of urls.entries()) {
    const local = readFileUrl(run, field);
    const target = hostTarget(field.text);
    const targets = [target, ...redirected];
    if (local === undefined) for (const at of targets) request(run, field, at, body, method, tags);
    storeRequest(run, field, method, body.text);
    const stream = local ?? fetched(target);
    const to = run.values("o")[index];
    if (to !== undefined && to.text !== "-") download(run, inFolder(run, to), stream);
    else if (run.has("O") || run.has("remote-name-all"))
      download(run, inFolder(run, named(field, urlFileName(field.text, "curl_response"))), stream);
    else printed = mixed(printed, stream);
  }
  return printed ?? NO_STREAM;
}

function request(
  run: Invocation,
  field: Field,
  target: ReturnType<typeof hostTarget>,
  body: Outgoing,
  method: string,
  tags: readonly string[],
): void {
  fetch(run, target, method, tags);
  const carried = [urlCarries(run, field), ...headerParts(run), ...strayKeys(run, target)].filter(
    (part) => part !== undefined,
  );
  if (carried.length > 0) send(run, target, join(carried), "url", tags);
  if (hasData(body)) send(run, target, body, run.has("G") ? "url" : method, tags);
}

/** `-d @file`, `--data-binary @-`, `--data-urlencode name@file`, `-F name=@file;type=…`, `-F name=<file`. */
function bodyParts(run: Invocation): readonly Outgoing[] {
  const at = (field: Field) => (field.text.startsWith("@") ? ofFile(run, field, field.text.slice(1)) : ofField(field));
  return [
    ...run.values("d", "expand-data").map(at),
    ...run.values("data-binary").map(at),
    ...run.values("json").map(at),
    ...run.values("data-raw", "form-string").map((field) => ofField(field)),
    ...run.values("data-urlencode", "url-query").map((field) => {
      const file = /^[^=@]*@(.+)$/s.exec(field.text)?.[1];
      return file === undefined ? ofField(field) : ofFile(run, field, file);
    }),
    ...run.values("variable").flatMap((field) => {
      const file = /^[^=@]*@(.+)$/s.exec(field.text)?.[1];
      return file === undefined ? [] : [ofFile(run, field, file)];
    }),
    ...run.values("F").map((field) => {
      const file = /^[^=]*=[@<]"?([^;"]+)/s.exec(field.text)?.[1];
      return file === undefined ? ofField(field) : ofFile(run, field, file);
    }),
    ...run.values("b").flatMap((field) => (field.text.includes("=") || field.text === "" ? carries(field) : [])),
  ];
}

function uploads(run: Invocation, field: Field): readonly Outgoing[] {
  const names = /^\{(.+)\}$/.exec(field.text)?.[1]?.split(",") ?? [field.text];
  return names.map((name) => ofFile(run, field, name));
}

const AUTHENTICATES =
  /^(?:authorization|proxy-authorization|cookie|[\w-]*(?:key|token|auth|secret|session)[\w-]*)\s*:/i;

/** A header that signs in carries its secret rightly; any other that carries files or a secret tells it. */
function headerParts(run: Invocation): readonly Outgoing[] {
  const headers = run.values("H", "expand-header").flatMap((field) => {
    if (field.text.startsWith("@")) return [ofFile(run, field, field.text.slice(1))];
    const { files, environment, output } = field.taint;
    return AUTHENTICATES.test(field.text) && files.length === 0 && !(environment && output) ? [] : carries(field);
  });
  return [...headers, ...run.values("A", "e").flatMap(carries)];
}

/** A key of a service that is known by its name, in a header that signs in at another's host. */
function strayKeys(run: Invocation, target: HostTarget): readonly Outgoing[] {
  if (run.has("aws-sigv4")) return []; // signs with the key instead of sending it
  return run
    .values("H", "expand-header", "u", "oauth2-bearer")
    .filter((field) => field.taint.environment && isStray(field.taint, target))
    .flatMap(carries);
}

function carries(field: Field): readonly Outgoing[] {
  const { files, environment } = field.taint;
  return files.length > 0 || environment ? [{ taint: field.taint, text: undefined }] : [];
}

function requestTags(run: Invocation): readonly string[] {
  return [
    ...(run.has("k", "proxy-insecure", "doh-insecure") ? ["insecure-tls"] : []),
    ...(run.has("x", "preproxy", "socks5", "socks5-hostname", "socks4", "socks4a") ? ["proxied"] : []),
    ...(run.has("doh-url", "dns-servers") ? ["own-resolver"] : []),
    ...(run.has("u", "oauth2-bearer") || run.values("H").some((field) => AUTHENTICATES.test(field.text))
      ? ["authenticated"]
      : []),
  ];
}

/** A DELETE request, or a GraphQL mutation that is named so. */
function isDeletion(method: string, text: string | undefined): boolean {
  return (
    method === "DELETE" ||
    /\bmutation\b[^{]{0,200}\{\s{0,40}\w{0,60}(?:delete|destroy|remove|purge|drop)/i.test(orEmpty(text))
  );
}

/** Literal credentials of a request, for rules that look at what was typed. */
function credentials(run: Invocation): void {
  for (const field of [
    ...run.values("u", "U", "oauth2-bearer"),
    ...run.values("H").filter((header) => AUTHENTICATES.test(header.text)),
  ])
    if (!field.text.includes("\uFFFC"))
      run.emit({ kind: "text", role: "credential-argument", key: run.program, text: field.text });
}

/** `--resolve host:port:address` and `--connect-to host:port:to:port` send the request elsewhere than the URL says. */
function redirectedHosts(run: Invocation) {
  const resolved = run.values("resolve").map((field) => /^\+?[^:]*:[^:]*:\[?([^\],]+)/.exec(field.text)?.[1]);
  const connected = run.values("connect-to").map((field) => /^[^:]*:[^:]*:(\[[^\]]+\]|[^:]+)/.exec(field.text)?.[1]);
  return [...resolved, ...connected]
    .filter((host) => host !== undefined && host !== "")
    .map((host) => hostTarget(host as string));
}

function outputs(run: Invocation): void {
  for (const field of run.values("D", "c", "trace", "trace-ascii", "stderr", "libcurl", "etag-save"))
    if (field.text !== "-" && field.text !== "%") run.emit({ kind: "write", target: run.path(field), how: "truncate" });
}

function inFolder(run: Invocation, field: Field): Field {
  const folder = run.value("output-dir")?.text;
  return folder === undefined ? field : named(field, `${folder}/${field.text}`);
}

/** A configuration file may name any request; a known one is read for the addresses that it holds. */
function config(run: Invocation, field: Field, before: Stream | undefined): Stream | undefined {
  if (field.text !== "-") run.emit({ kind: "read", target: run.path(field), recursive: false, how: "content" });
  const text = field.text === "-" ? run.stdin.text : run.readFile(run.path(field))?.text;
  let printed = before;
  for (const match of orEmpty(text).matchAll(/^\s*-{0,2}url\s*[=:\s]\s*"?([^"\s]+)/gim)) {
    const target = hostTarget(orEmpty(match[1]));
    fetch(run, target, "GET", requestTags(run));
    printed = mixed(printed, fetched(target));
  }
  return printed;
}
