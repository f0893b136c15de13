import { DYNAMIC, type PathTarget } from "../../../model/effect.ts";
import { hostTarget } from "../../hosts.ts";
import { CLEAN } from "../../shell/value.ts";
import type { Cmdlet, CmdletCall } from "../cmdlet.ts";
import { dynamic, each, NOTHING, textOf, type Value } from "../value.ts";

/** Cmdlets that fetch and send. */
export const WEB_CMDLETS: readonly Cmdlet[] = [
  { names: "Invoke-WebRequest iwr wget curl Invoke-RestMethod irm", parameters: "Uri= Method|CustomMethod= Body= OutFile= InFile= Headers= Form= ContentType= UseBasicParsing UserAgent= Credential= Token= Authentication= SessionVariable|SV= WebSession= TimeoutSec= Proxy= SkipCertificateCheck PassThru Resume MaximumRedirection= UseDefaultCredentials AllowUnencryptedAuthentication FollowRelLink StatusCodeVariable= ResponseHeadersVariable= RetryIntervalSec= MaximumRetryCount= DisableKeepAlive TransferEncoding= Certificate= CertificateThumbprint= SslProtocol= NoProxy SkipHttpErrorCheck HttpVersion=", positions: "Uri", run: request },
  { names: "Start-BitsTransfer", parameters: "Source= Destination= TransferType= Asynchronous Priority= DisplayName= Credential= Description= RetryInterval=", positions: "Source Destination", run: transfer },
  { names: "Send-MailMessage", parameters: "To= From= Subject= Body= SmtpServer= Attachments= Credential= Port= UseSsl Cc= Bcc= BodyAsHtml Priority= Encoding=", positions: "To Subject Body", run: mail },
  { names: "Test-NetConnection tnc Test-Connection Resolve-DnsName", parameters: "ComputerName|TargetName|Name= Port= Count= Quiet InformationLevel= Type= Server= TcpPort=", positions: "ComputerName", run: probe },
]; // biome-ignore format: one row a line

function request(call: CmdletCall): Value {
  const uri = call.value("Uri") ?? call.input;
  if (uri === undefined) return dynamic();
  const target = hostTarget(uri.text);
  const body = call.value("Body") ?? call.value("Form") ?? (call.value("Uri") === undefined ? undefined : call.input);
  const given = call.value("Method")?.text.toUpperCase();
  const method = given ?? "GET";
  const file = call.value("InFile");
  if (file !== undefined || (body !== undefined && method !== "GET")) {
    const named: readonly PathTarget[] = file === undefined ? [] : [call.path(file)];
    for (const path of named) call.note({ kind: "read", target: path, recursive: false, how: "content" });
    send(call, target, [...named, ...(body?.taint.files ?? [])], body, method);
  } else if (/^(?:POST|PUT|PATCH|DELETE)$/.test(method)) send(call, target, [], undefined, method);
  else {
    call.note({ kind: "fetch", target, method });
    // Data in the address or in a header leaves as well.
    const taint = uri.taint;
    const headers = call.value("Headers")?.taint ?? CLEAN;
    if (taint.files.length > 0 || taint.environment || headers.files.length > 0)
      send(
        call,
        target,
        [...taint.files, ...headers.files],
        { ...uri, taint: { ...taint, environment: taint.environment || headers.environment } },
        method,
      );
  }
  const fetched = dynamic({ ...CLEAN, remote: target, output: true });
  const out = call.value("OutFile");
  if (out === undefined) return fetched;
  const path = call.path(out);
  call.note({ kind: "write", target: path, how: "truncate" });
  call.session.state.files.set(path.path, { text: undefined, taint: fetched.taint, empty: false });
  return call.has("PassThru") ? fetched : NOTHING;
}

function send(
  call: CmdletCall,
  target: ReturnType<typeof hostTarget>,
  files: readonly PathTarget[],
  body: Value | undefined,
  method: string,
): void {
  const { taint } = body ?? NOTHING;
  const data =
    files.length > 0
      ? "file"
      : taint.environment
        ? "environment"
        : taint.output
          ? "output"
          : body === undefined || body.text === DYNAMIC
            ? "unknown"
            : "text";
  call.note({ kind: "send", target, data, files, method, ...(body === undefined ? {} : { text: body.text }) });
}

function transfer(call: CmdletCall): Value {
  const [source, destination] = [call.value("Source"), call.value("Destination")];
  if (/^upload/i.test(textOf(call.value("TransferType")))) {
    const files = source === undefined ? [] : each(source).map((path) => call.path(path));
    call.note({ kind: "send", target: hostTarget(textOf(destination, DYNAMIC)), data: "file", files, method: "BITS" });
    return NOTHING;
  }
  if (source === undefined) return NOTHING;
  const target = hostTarget(source.text);
  call.note({ kind: "fetch", target, method: "GET" });
  if (destination === undefined) return NOTHING;
  const path = call.path(destination);
  call.note({ kind: "write", target: path, how: "truncate" });
  call.session.state.files.set(path.path, { text: undefined, taint: { ...CLEAN, remote: target }, empty: false });
  return NOTHING;
}

function mail(call: CmdletCall): Value {
  const files = each(call.value("Attachments") ?? NOTHING).map((path) => call.path(path));
  const body = call.value("Body");
  call.note({
    kind: "send",
    target: hostTarget(textOf(call.value("SmtpServer"), DYNAMIC)),
    data: files.length > 0 ? "file" : "text",
    files: [...files, ...(body?.taint.files ?? [])],
    method: "SMTP",
    ...(body === undefined ? {} : { text: body.text }),
  });
  return NOTHING;
}

function probe(call: CmdletCall): Value {
  const host = call.value("ComputerName");
  if (host !== undefined && call.name === "resolve-dnsname")
    call.note({ kind: "network", action: "dns", target: hostTarget(host.text) });
  return dynamic();
}
