import { hostTarget } from "../hosts.ts";
import { CLEAN, type Field, NO_STREAM, type Stream } from "../shell/value.ts";
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
  ofStream,
  readFileUrl,
  send,
  urlCarries,
  urlFileName,
} from "./network-data.ts";
import type { Invocation, Program } from "./program.ts";
import { orEmpty, textOf, upTo } from "./text-of.ts";

/** Programs that fetch by URL, beside curl: wget(1), aria2c(1), axel(1), HTTPie, text browsers. */
export const DOWNLOADERS: readonly Program[] = [
  {
    names: ["wget", "wget2", "gwget"],
    options:
      "-a|--append-output= -A|--accept= -B|--base= -D|--domains= -e|--execute= -i|--input-file= -I|--include-directories= -l|--level= -n= -o|--output-file= -O|--output-document= -P|--directory-prefix= -Q|--quota= -R|--reject= -t|--tries= -T|--timeout= -U|--user-agent= -w|--wait= -X|--exclude-directories= --post-data= --post-file= --body-data= --body-file= --method= --header= --user= --password= --http-user= --http-password= --ftp-user= --ftp-password= --proxy-user= --proxy-password= --load-cookies= --save-cookies= --referer= --ca-certificate= --ca-directory= --certificate= --private-key= --cut-dirs= --dns-timeout= --connect-timeout= --read-timeout= --limit-rate= --bind-address= --progress= --waitretry= --default-page= --accept-regex= --reject-regex= --regex-type= --use-askpass= --config= --max-redirect= --restrict-file-names= --secure-protocol= --exclude-domains= --follow-tags= --ignore-tags= --local-encoding= --remote-encoding= --warc-file= --retry-on-http-error= --start-pos= --preferred-location= -q|--quiet -c|--continue -N|--timestamping -r|--recursive -m|--mirror -k -p -E -H -K -L -S|--server-response -b|--background -d -v -x -4 -6 -F --spider --no-check-certificate --content-disposition --no-verbose -nv -nc -nd -nH --show-progress --https-only --no-clobber --no-parent --no-proxy --keep-session-cookies",
    run: wget,
  },
  {
    names: ["aria2c", "axel", "youtube-dl", "yt-dlp", "gdown", "wget-list", "saldl", "hget"],
    options:
      "-d|--dir= -o|--out|--output= -i|--input-file= -x= -s= -j= -k= -n|--num-connections= -S= -U|--user-agent= -c -q|--quiet -Z -a -T= -f= -P= -N= --header= --on-download-complete= --on-download-stop= --exec= --load-cookies= --conf-path= --log= -l= --check-certificate= --all-proxy= --http-proxy= --referer= --max-tries= --id --fuzzy",
    run: downloader,
  },
  {
    names: ["http", "https", "httpie", "xh", "xhs"],
    options:
      "-a|--auth= -A|--auth-type= -b|--body -c -d|--download -f|--form -h|--headers -j|--json -m|--meta -o|--output= -p|--print= -q|--quiet -s|--style= -S|--stream -v|--verbose -x|--compress --multipart --boundary= --raw= --session= --session-read-only= --verify= --cert= --cert-key= --proxy= --timeout= --max-redirects= --follow --check-status --ignore-stdin --offline --pretty= --format-options= --response-charset= --response-mime= --default-scheme= --path-as-is --ssl= --ciphers= --max-headers= --all --debug --traceback --curl -F -I",
    commonWord: true,
    dryRun: ["offline", "curl"],
    run: httpie,
  },
  {
    names: ["lynx", "links", "links2", "elinks", "w3m", "browsh", "html2text"],
    options:
      "-dump -source -listonly -nolist -auth= -cfg= -cookie_file= -post_data -accept_all_cookies -width= -useragent= -T= -o= -cols= -M -s= -I= -O= -dump_source -no-home= -force-html",
    style: "single",
    run: (run) => all(run, run.operands, undefined),
  },
  {
    names: ["grpcurl", "websocat", "wscat", "hurl", "fetch", "GET", "HEAD", "POST", "lwp-request", "ghr-download"],
    options: "-d= -H= -c|--connect= -x= -o= -m= -t= -C= -e -E -n -k -i -u -s -plaintext -import-path= -proto= -v",
    commonWord: true,
    run: (run) => webClient(run),
  },
];

function wget(run: Invocation): Stream {
  for (const field of run.values("e")) command(run, field);
  const ask = run.value("use-askpass");
  if (ask !== undefined) run.shell(ask.text, { source: "inline", span: ask.span });
  const list = run.value("i");
  if (list !== undefined && list.text !== "-" && !/^[a-z]+:\/\//i.test(list.text))
    run.emit({ kind: "read", target: run.path(list), recursive: false, how: "content" });
  const body = join([
    ...run.values("post-data", "body-data").map((field) => ofField(field)),
    ...run.values("post-file", "body-file").map((field) => ofFile(run, field)),
    ...run
      .values("header", "U", "referer")
      .filter((field) => field.taint.files.length > 0)
      .map((field) => ofField(field)),
  ]);
  const method = (
    run.value("method")?.text ?? (run.has("post-data", "post-file") ? "POST" : run.has("spider") ? "HEAD" : "GET")
  ).toUpperCase();
  const tags = [
    ...(run.has("no-check-certificate") ? ["insecure-tls"] : []),
    ...(run.has("r", "m") ? ["mirror"] : []),
    ...(method === "DELETE" ? ["delete-request"] : []),
  ];
  for (const field of run.values("password", "http-password", "ftp-password"))
    if (!field.text.includes("\uFFFC"))
      run.emit({ kind: "text", role: "credential-argument", key: "wget", text: field.text });
  for (const field of run.values("o", "save-cookies"))
    run.emit({ kind: "write", target: run.path(field), how: "truncate" });
  let printed: Stream | undefined;
  const out = run.value("O");
  const folder = run.value("P")?.text;
  const urls = list !== undefined && run.operands.length === 0 ? listed(run, list) : run.operands;
  for (const field of urls) {
    const stream = request(run, field, body, method, tags);
    if (run.has("spider") || run.has("r", "m")) continue;
    if (out?.text === "-" || out?.text === "/dev/stdout") printed = mixed(printed, stream);
    else {
      const name = out?.text ?? urlFileName(field.text, "index.html");
      download(
        run,
        named(out ?? field, folder === undefined || out !== undefined ? name : `${folder}/${name}`),
        stream,
      );
    }
  }
  return printed ?? NO_STREAM;
}

/** `wget -i list`: the addresses, where the list is known. */
function listed(run: Invocation, list: Field): readonly Field[] {
  const text = list.text === "-" ? run.stdin.text : run.readFile(run.path(list))?.text;
  return orEmpty(text)
    .split(/\s+/)
    .filter((word) => /^[a-z]+:\/\//i.test(word))
    .map((word) => named(list, word));
}

/** wgetrc commands on the command line: `-e http_proxy=…`, `-e use_askpass=program`, `-e post_file=…`. */
function command(run: Invocation, field: Field): void {
  const [, name = "", value = ""] = /^\s*([\w-]+)\s*=\s*(.*)$/.exec(field.text) ?? [];
  if (/^use[_-]?askpass$/i.test(name)) run.shell(value, { source: "inline", span: field.span });
  else if (/^(?:post|body)[_-]?file$/i.test(name) && run.operands[0] !== undefined)
    send(run, hostTarget(run.operands[0].text), ofFile(run, field, value), "POST");
  else if (/^output[_-]?document$/i.test(name) && value !== "-")
    run.emit({ kind: "write", target: run.path(named(field, value)), how: "truncate" });
  else if (/^https?_proxy$/i.test(name))
    run.emit({ kind: "environment", name: name.toLowerCase(), value, action: "set" });
}

function request(run: Invocation, field: Field, body: Outgoing, method: string, tags: readonly string[]): Stream {
  const local = readFileUrl(run, field);
  if (local !== undefined) return local;
  const target = hostTarget(field.text);
  fetch(run, target, method, tags);
  const carried = urlCarries(run, field);
  if (carried !== undefined) send(run, target, carried, "url", tags);
  if (hasData(body)) send(run, target, body, method, tags);
  return fetched(target);
}

function downloader(run: Invocation): Stream {
  for (const field of run.values("on-download-complete", "on-download-stop", "exec"))
    run.shell(field.text, { source: "inline", span: field.span });
  const folder = run.value("d")?.text;
  for (const field of run.operands) {
    const stream = request(run, field, { taint: CLEAN, text: undefined }, "GET", []);
    if (run.program !== "aria2c" || /^(?:youtube-dl|yt-dlp)$/.test(run.name)) continue;
    const name = run.value("o")?.text ?? urlFileName(field.text, "index.html");
    download(run, named(field, folder === undefined ? name : `${folder}/${name}`), stream);
  }
  return NO_STREAM;
}

function all(run: Invocation, fields: readonly Field[], body: Outgoing | undefined): Stream | undefined {
  let printed: Stream | undefined;
  for (const field of fields) {
    if (!/:\/\/|^[\w-]+(?:\.[\w-]+)+(?:[:/]|$)|\uFFFC/.test(field.text)) continue;
    printed = mixed(printed, request(run, field, body ?? { taint: run.stdin.taint, text: undefined }, "GET", []));
  }
  return printed;
}

function webClient(run: Invocation): Stream | undefined {
  const body = join([
    ...run.values("d").map((field) => (field.text === "@" ? ofStream(run.stdin) : ofField(field))),
    ...(run.stdin.empty ? [] : [ofStream(run.stdin)]),
  ]);
  return all(run, [...run.values("c"), ...run.operands], body);
}

/** HTTPie: `[METHOD] URL [ITEM …]`; an item `name@file`, `name=@file`, `name:=@file` sends a file, a redirected input is the body. */
function httpie(run: Invocation): Stream | undefined {
  const [first, ...rest] = run.operands;
  if (first === undefined) return undefined;
  const isMethod = /^[A-Za-z]+$/.test(first.text) && rest.length > 0 && !/^localhost$/i.test(first.text);
  const [url, ...items] = isMethod ? rest : run.operands;
  if (url === undefined) return undefined;
  const parts = items.flatMap((field) => item(run, field));
  const piped = run.stdin.empty || run.has("ignore-stdin") ? [] : [ofStream(run.stdin)];
  const body = join([...parts, ...run.values("raw").map((field) => ofField(field)), ...piped]);
  const method = isMethod ? first.text.toUpperCase() : hasData(body) ? "POST" : "GET";
  const tags = [
    ...(/^(?:no|false)$/i.test(textOf(run.value("verify"))) ? ["insecure-tls"] : []),
    ...(method === "DELETE" ? ["delete-request"] : []),
  ];
  const place = url.text.startsWith(":") ? named(url, `http://localhost${url.text}`) : url;
  const stream = request(run, place, body, method, tags);
  const to = run.value("o");
  if (to !== undefined) download(run, to, stream);
  else if (run.has("d")) download(run, named(url, urlFileName(url.text, "index")), stream);
  else return stream;
  return NO_STREAM;
}

function item(run: Invocation, field: Field): readonly Outgoing[] {
  const file = /^[^=:@]*(?::?=)?@(.+)$/s.exec(field.text)?.[1];
  if (file !== undefined) return [ofFile(run, field, upTo(file, ";"))];
  if (/^[\w-]+:(?!=)/.test(field.text)) return field.taint.files.length > 0 ? [ofField(field)] : [];
  return [ofField(field)];
}
