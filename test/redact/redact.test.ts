import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findSecrets } from "../../src/redact/find.ts";
import { redact } from "../../src/redact/redact.ts";
import { shapes } from "./shapes.ts";

describe("redact", () => {
  it.each(shapes())("replaces $kind", ({ kind, secret, text }) => {
    const clean = redact(text);
    expect(clean).not.toContain(secret);
    expect(clean).toContain(`[redacted:${kind}]`);
  });

  it.each([
    [
      "curl -H 'Authorization: Bearer abcDEF123456789xyz' https://x.test",
      "curl -H 'Authorization: Bearer [redacted:authorization]' https://x.test",
    ],
    ["psql postgres://app:s3cr3t@db.test/main", "psql postgres://app:[redacted:url-password]@db.test/main"],
    ["PGPASSWORD=hunter2 psql -h db", "PGPASSWORD=[redacted:password] psql -h db"],
    ["login --password hunter2 --user me", "login --password [redacted:password-option] --user me"],
    ['{"password":"correct horse battery"}', '{"password":"[redacted:password]"}'],
    ['{\\"password\\":\\"hunter2\\"}', '{\\"password\\":\\"[redacted:password]\\"}'],
    ["sshpass -p hunter2 ssh host", "sshpass -p [redacted:password-option] ssh host"],
    ["mysql -uroot -phunter2 shop", "mysql -uroot -p[redacted:password-option] shop"],
    ["curl -u admin:hunter2 https://x.test", "curl -u admin:[redacted:password-option] https://x.test"],
    ["Server=db;User=sa;Password=hunter2;", "Server=db;User=sa;Password=[redacted:password];"],
  ])("keeps what surrounds it: %s", (text, clean) => {
    expect(redact(text)).toBe(clean);
  });

  it.each([
    "export API_KEY=$API_KEY",
    'curl -H "Authorization: Bearer $TOKEN" https://x.test',
    'curl -H "Authorization: Bearer \u0024{API_TOKEN}" https://x.test',
    "const key = process.env.API_KEY",
    "api_key = os.environ['API_KEY']",
    "api_key: your-api-key-here",
    "token: <token>",
    "TOKEN=xxxxxxxxxxxxxxxxxxxx",
    "password: string",
    "password = getpass()",
    "password: z.string().min(8)",
    "docker login --password-stdin",
    "docker run -u 1000:1000 http-server",
    "PWD=/home/me/project make",
    "max_tokens=4096 temperature=0.7",
    "git commit -m 'rename API_KEY to SERVICE_KEY'",
    "git commit -m 'fix password: handle the empty one'",
    "grep -rn 'BEGIN RSA PRIVATE KEY' .",
    "cat tokenizer.json | jq .model",
    "sha256sum dist/app.tar.gz",
    "git checkout 3f786850e387550fdaab836ed7e6dc881de23001",
    "kubectl get secret my-service-token-2 -o yaml",
    "docker pull registry.test/app@sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
    "https://example.test/path?key=value&sort=asc",
    "ssh://git@host.test:2222/repo.git",
    "echo user:name@host",
    "find . -path ./node_modules -prune -o -print",
    "mkdir -p src && mysql --version",
    "secretKeyRef: { name: db, key: url }",
    "task-skip-list sk-button-primary-large-rounded",
  ])("leaves alone: %s", (text) => {
    expect(redact(text)).toBe(text);
  });

  it("covers a private key that was cut in the middle", () => {
    const text = `echo "-----BEGIN OPENSSH PRIVATE KEY-----\n${"b3BlbnNzaC1rZXktdjEAAAAABG5vbmU".repeat(4)}`;
    expect(redact(text)).toBe('echo "[redacted:private-key]');
  });

  it("goes on after a private key's end", () => {
    const key = `-----BEGIN PRIVATE KEY-----\n${"MIIEvQIBADANBgkqhkiG9w0BAQEFAASC".repeat(2)}\n-----END PRIVATE KEY-----`;
    expect(redact(`echo '${key}' && rm -rf ~`)).toBe("echo '[redacted:private-key]' && rm -rf ~");
  });

  const piece = fc.oneof(
    fc.constantFrom(...shapes().flatMap(({ text, secret }) => [text, secret])),
    fc.constantFrom(
      "password=",
      "token: ",
      "Bearer ",
      "://a:",
      "@",
      '"',
      "'",
      " ",
      "[redacted:jwt]",
      "[redacted:",
      "]",
      "\n",
    ),
    fc.string({ maxLength: 12 }),
  );
  const text = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(""));

  it("changes nothing the second time", () => {
    fc.assert(
      fc.property(text, (given) => {
        const once = redact(given);
        expect(redact(once)).toBe(once);
      }),
      { numRuns: 2000 },
    );
  });

  it("finds ordered ranges that do not overlap and lie in the text", () => {
    fc.assert(
      fc.property(text, (given) => {
        let last = 0;
        for (const { start, end } of findSecrets(given)) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThan(start);
          last = end;
        }
        expect(last).toBeLessThanOrEqual(given.length);
      }),
    );
  });

  it("leaves no issued credential whole, wherever it stands between separators", () => {
    const issued = shapes().filter(({ own }) => own);
    const edge = fc.constantFrom(" ", "\n", "'", '"', "=", "(", ",", "\t");
    fc.assert(
      fc.property(fc.constantFrom(...issued), edge, edge, fc.string({ maxLength: 20 }), ({ secret }, a, b, noise) => {
        expect(redact(`${noise}${a}${secret}${b}${noise}`)).not.toContain(secret);
      }),
    );
  });
});
