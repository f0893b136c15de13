/** How one kind of credential is recognised. */
export interface Provider {
  /** Shown in `[redacted:kind]`. */
  readonly kind: string;
  /** Lower-case literals of which one is in every text that the pattern can match: the pattern runs only then. */
  readonly literals: readonly string[];
  /** Source of the pattern. A group `before` is context that stays; what follows it is the credential. */
  readonly pattern: string;
  readonly ignoreCase?: boolean;
  /** Judges the credential: some shapes are ordinary unless they look random. */
  readonly when?: "random" | "not-placeholder" | "password" | "key-block";
}

// Shapes as the providers document them or as their tokens look. INVARIANT: each pattern is linear (a test asks `recheck`): a
// repetition is followed by nothing that can fail late, or is guarded by a lookbehind so that each run is entered once.
const ISSUED: readonly Provider[] = [
  {
    kind: "aws-access-key-id",
    literals: ["akia", "asia", "abia", "acca"],
    pattern: "\\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\\b",
  },
  {
    kind: "aws-session-token",
    literals: ["fwogzxivyxdz", "iqojb3jpz2lu"],
    pattern: "\\b(?:FwoGZXIvYXdz|IQoJb3JpZ2lu)[A-Za-z0-9+/=]{80,}",
  },
  {
    kind: "github-token",
    literals: ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"],
    pattern: "\\bgh[pousr]_[A-Za-z0-9]{36,}",
  },
  { kind: "github-token", literals: ["github_pat_"], pattern: "\\bgithub_pat_[A-Za-z0-9_]{22,}" },
  {
    kind: "gitlab-token",
    literals: [
      "glpat-",
      "glptt-",
      "gldt-",
      "glrt-",
      "glcbt-",
      "gloas-",
      "glsoat-",
      "glft-",
      "glimt-",
      "glagent-",
      "glwt-",
    ],
    pattern: "\\bgl(?:pat|ptt|dt|rt|cbt|oas|soat|ft|imt|agent|wt)-[A-Za-z0-9_.-]{20,}",
  },
  { kind: "slack-token", literals: ["xox"], pattern: "\\bxox[abcdeoprs](?:\\.xox[abp])?-[A-Za-z0-9-]{10,}" },
  { kind: "slack-token", literals: ["xapp-"], pattern: "\\bxapp-\\d-[A-Za-z0-9-]{20,}" },
  {
    kind: "slack-webhook",
    literals: ["hooks.slack.com"],
    pattern: "(?<before>hooks\\.slack\\.com/(?:services|workflows|triggers)/)[A-Za-z0-9/_-]{20,}",
  },
  { kind: "stripe-key", literals: ["k_live_", "k_test_"], pattern: "\\b[sr]k_(?:live|test)_[A-Za-z0-9]{16,}" },
  { kind: "webhook-secret", literals: ["whsec_"], pattern: "\\bwhsec_[A-Za-z0-9+/=]{24,}" },
  { kind: "anthropic-key", literals: ["sk-ant-"], pattern: "\\bsk-ant-[A-Za-z0-9]{2,12}-[A-Za-z0-9_-]{20,}" },
  { kind: "openrouter-key", literals: ["sk-or-"], pattern: "\\bsk-or-v\\d-[0-9a-f]{40,}" },
  { kind: "openai-key", literals: ["sk-"], pattern: "\\bsk-(?:proj|svcacct|admin|None)-[A-Za-z0-9_-]{20,}" },
  { kind: "openai-key", literals: ["sk-"], pattern: "\\bsk-[A-Za-z0-9]{32,}" },
  { kind: "google-api-key", literals: ["aiza"], pattern: "\\bAIza[0-9A-Za-z_-]{35}" },
  { kind: "google-oauth-token", literals: ["ya29."], pattern: "\\bya29\\.[0-9A-Za-z_-]{20,}" },
  { kind: "google-oauth-secret", literals: ["gocspx-"], pattern: "\\bGOCSPX-[A-Za-z0-9_-]{20,}" },
  { kind: "google-refresh-token", literals: ["1//0"], pattern: "\\b1//0[A-Za-z0-9_-]{40,}" },
  { kind: "npm-token", literals: ["npm_"], pattern: "\\bnpm_[A-Za-z0-9]{36,}" },
  { kind: "pypi-token", literals: ["pypi-ag"], pattern: "\\bpypi-Ag[A-Za-z0-9_-]{50,}" },
  { kind: "rubygems-key", literals: ["rubygems_"], pattern: "\\brubygems_[0-9a-f]{48}" },
  { kind: "crates-token", literals: ["cio"], pattern: "\\bcio[A-Za-z0-9]{32}\\b" },
  { kind: "nuget-key", literals: ["oy2"], pattern: "\\boy2[a-z0-9]{43}\\b" },
  { kind: "docker-token", literals: ["dckr_"], pattern: "\\bdckr_[po]at_[A-Za-z0-9_-]{20,}" },
  { kind: "digitalocean-token", literals: ["_v1_"], pattern: "\\bdo[opr]_v1_[0-9a-f]{64}" },
  { kind: "huggingface-token", literals: ["hf_"], pattern: "\\bhf_[A-Za-z0-9]{30,}" },
  { kind: "replicate-token", literals: ["r8_"], pattern: "\\br8_[A-Za-z0-9]{37,}" },
  { kind: "groq-key", literals: ["gsk_"], pattern: "\\bgsk_[A-Za-z0-9]{40,}" },
  { kind: "perplexity-key", literals: ["pplx-"], pattern: "\\bpplx-[A-Za-z0-9]{40,}" },
  { kind: "xai-key", literals: ["xai-"], pattern: "\\bxai-[A-Za-z0-9]{60,}" },
  { kind: "databricks-token", literals: ["dapi"], pattern: "\\bdapi[0-9a-f]{32}\\b" },
  {
    kind: "azure-client-secret",
    literals: ["q~"],
    pattern: "(?<![\\w~.-])[A-Za-z0-9_~.-]{3}\\dQ~[A-Za-z0-9_~.-]{31,34}",
  },
  {
    kind: "azure-key",
    literals: ["accountkey=", "sharedaccesskey=", "accesskey="],
    pattern: "(?<before>\\b(?:Account|SharedAccess|Access)Key=)[A-Za-z0-9+/]{40,}={0,2}",
    ignoreCase: true,
  },
  { kind: "azure-sas", literals: ["sig="], pattern: "(?<before>[?&;]sig=)[A-Za-z0-9%+/=]{40,}" },
  { kind: "heroku-key", literals: ["hrku-"], pattern: "\\bHRKU-[A-Za-z0-9_-]{36,}" },
  { kind: "fly-token", literals: ["fm1r_", "fm2_", "fo1_"], pattern: "\\b(?:fm1r_|fm2_|fo1_)[A-Za-z0-9+/=_-]{40,}" },
  { kind: "netlify-token", literals: ["nfp_"], pattern: "\\bnfp_[A-Za-z0-9]{36,}" },
  { kind: "cloudflare-key", literals: ["v1.0-"], pattern: "\\bv1\\.0-[0-9a-f]{24}-[0-9a-f]{146}" },
  { kind: "linear-key", literals: ["lin_api_", "lin_oauth_"], pattern: "\\blin_(?:api|oauth)_[A-Za-z0-9]{32,}" },
  { kind: "notion-token", literals: ["ntn_"], pattern: "\\bntn_[A-Za-z0-9]{40,}" },
  { kind: "figma-token", literals: ["figd_"], pattern: "\\bfigd_[A-Za-z0-9_-]{36,}" },
  { kind: "airtable-token", literals: ["pat"], pattern: "\\bpat[A-Za-z0-9]{14}\\.[0-9a-f]{64}" },
  { kind: "atlassian-token", literals: ["atatt3", "atctt3"], pattern: "\\bAT[AC]TT3[A-Za-z0-9_=-]{60,}" },
  { kind: "bitbucket-password", literals: ["atbb"], pattern: "\\bATBB[A-Za-z0-9]{32}" },
  {
    kind: "shopify-token",
    literals: ["shpat_", "shpca_", "shppa_", "shpss_"],
    pattern: "\\bshp(?:at|ca|pa|ss)_[0-9A-Fa-f]{32}",
  },
  { kind: "sendgrid-key", literals: ["sg."], pattern: "\\bSG\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}" },
  { kind: "mailgun-key", literals: ["key-"], pattern: "\\bkey-[0-9a-f]{32}\\b" },
  { kind: "mailchimp-key", literals: ["-us"], pattern: "\\b[0-9a-f]{32}-us\\d{1,2}\\b" },
  { kind: "twilio-key", literals: ["sk"], pattern: "\\bSK[0-9a-f]{32}\\b" },
  { kind: "telegram-token", literals: [":aa"], pattern: "\\b\\d{8,10}:AA[A-Za-z0-9_-]{33}" },
  {
    kind: "discord-token",
    literals: ["discord", "bot "],
    pattern: "\\b[MNO][A-Za-z0-9_-]{23,25}\\.[A-Za-z0-9_-]{6}\\.[A-Za-z0-9_-]{27,}",
  },
  {
    kind: "discord-webhook",
    literals: ["/api/webhooks/"],
    pattern: "(?<before>discord(?:app)?\\.com/api/webhooks/\\d{10,25}/)[A-Za-z0-9_-]{50,}",
  },
  { kind: "square-token", literals: ["sq0"], pattern: "\\bsq0(?:atp|csp|idp)-[A-Za-z0-9_-]{22,}" },
  {
    kind: "braintree-token",
    literals: ["access_token$"],
    pattern: "\\baccess_token\\$(?:production|sandbox)\\$[0-9a-z]{16}\\$[0-9a-f]{32}",
  },
  { kind: "newrelic-key", literals: ["nrak-"], pattern: "\\bNRAK-[A-Z0-9]{27}" },
  { kind: "sentry-token", literals: ["sntrys_", "sntryu_"], pattern: "\\bsntry[su]_[A-Za-z0-9+/=_-]{40,}" },
  { kind: "grafana-token", literals: ["glsa_", "glc_"], pattern: "\\bgl(?:sa|c)_[A-Za-z0-9+/=_]{32,}" },
  { kind: "pulumi-token", literals: ["pul-"], pattern: "\\bpul-[0-9a-f]{40}" },
  { kind: "terraform-token", literals: [".atlasv1."], pattern: "\\b[A-Za-z0-9]{14}\\.atlasv1\\.[A-Za-z0-9_-]{60,}" },
  { kind: "vault-token", literals: ["hvs.", "hvb.", "hvr."], pattern: "\\bhv[sbr]\\.[A-Za-z0-9_-]{20,}" },
  { kind: "doppler-token", literals: ["dp."], pattern: "\\bdp\\.(?:pt|st|ct|sa|scim|audit)\\.[A-Za-z0-9_.-]{40,}" },
  { kind: "postman-key", literals: ["pmak-"], pattern: "\\bPMAK-[0-9a-f]{24}-[0-9a-f]{34}" },
  {
    kind: "supabase-key",
    literals: ["sbp_", "sb_secret_"],
    pattern: "\\b(?:sbp_[0-9a-f]{40}|sb_secret_[A-Za-z0-9_-]{20,})",
  },
  { kind: "planetscale-token", literals: ["pscale_"], pattern: "\\bpscale_(?:tkn|pw|oauth)_[A-Za-z0-9_.=-]{32,}" },
  { kind: "contentful-token", literals: ["cfpat-"], pattern: "\\bCFPAT-[A-Za-z0-9_-]{40,}" },
  { kind: "dynatrace-token", literals: ["dt0"], pattern: "\\bdt0[a-z]\\d{2}\\.[A-Z0-9]{24}\\.[A-Z0-9]{64}" },
  { kind: "age-key", literals: ["age-secret-key-1"], pattern: "\\bAGE-SECRET-KEY-1[0-9A-Z]{58}" },
  { kind: "1password-token", literals: ["ops_eyj"], pattern: "\\bops_eyJ[A-Za-z0-9+/=_-]{100,}" },
  { kind: "tailscale-key", literals: ["tskey-"], pattern: "\\btskey-[a-z]{2,10}-[A-Za-z0-9-]{20,}" },
  { kind: "buildkite-token", literals: ["bkua_"], pattern: "\\bbkua_[0-9a-f]{40}" },
  { kind: "circleci-token", literals: ["ccipat_", "cciprj_"], pattern: "\\bCCI(?:PAT|PRJ)_[A-Za-z0-9_]{40,}" },
  { kind: "sourcegraph-token", literals: ["sgp_"], pattern: "\\bsgp_[A-Za-z0-9_]{40,}" },
  { kind: "typeform-token", literals: ["tfp_"], pattern: "\\btfp_[A-Za-z0-9_.=-]{40,}" },
  {
    kind: "clampd-key",
    literals: ["ag_live_", "ag_test_", "ags_"],
    pattern: "\\b(?:ag_(?:live|test)_|ags_)[A-Za-z0-9_-]{16,}",
  },
  // RFC 7519: three base64url parts, the first two of which open a JSON object. The lookbehind enters each run once.
  {
    kind: "jwt",
    literals: ["eyj"],
    pattern: "(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}\\.eyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]*",
  },
  // RFC 7468. Without its END line (cut, or still streaming) it counts as far as it looks like one.
  {
    kind: "private-key",
    literals: ["private key"],
    pattern: "-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\\w+/=:,.\\s\\\\-]*",
    when: "key-block",
  },
];

const QUOTES = "[\"'`]";
const ASSIGNS = `\\\\?${QUOTES}?\\s{0,3}(?:=>|:=|[=:])\\s{0,3}\\\\?${QUOTES}?`;
const PASSWORD_NAME = "(?:password|passwd|passphrase|(?<![a-z])(?:pass|pwd))";
const SECRET_NAME =
  "(?:secret|token|credential|(?:api|access|auth|private|signing|encryption|master|account|service)[_-]?key)s?(?:[_-][a-z]{1,12}){0,2}";
const VALUE = "[^\\s\"'`,;&|<>(){}\\\\]";

// Shapes that only their surroundings give away.
const NAMED: readonly Provider[] = [
  {
    kind: "url-password",
    literals: ["://"],
    // RFC 3986 section 3.2.1: userinfo ends at the first "@"; neither part holds a slash.
    pattern: "(?<before>://[^\\s:@/\"'`]{0,256}:)[^\\s@/\"'`]+(?=@)",
    when: "not-placeholder",
  },
  {
    kind: "authorization",
    literals: ["authorization"],
    pattern: `(?<before>authorization${ASSIGNS}(?:(?:bearer|basic|token|digest|apikey|negotiate)\\s{1,3})?)(?!(?:bearer|basic|token|digest|apikey|negotiate)\\b)${VALUE}{6,}`,
    ignoreCase: true,
    when: "not-placeholder",
  },
  {
    kind: "bearer-token",
    literals: ["bearer "],
    pattern: "(?<before>\\bbearer )[A-Za-z0-9._~+/=-]{12,}",
    ignoreCase: true,
    when: "random",
  },
  {
    kind: "api-key-header",
    literals: ["x-api-key", "x-auth-token", "api-key", "private-token", "x-ag-key"],
    pattern: `(?<before>\\b(?:x-api-key|x-auth-token|api-key|private-token|x-ag-key)\\s{0,2}:\\s{0,2})${VALUE}{8,}`,
    ignoreCase: true,
    when: "not-placeholder",
  },
  {
    kind: "cookie",
    literals: ["cookie:"],
    pattern: "(?<before>\\bcookie:\\s{0,3})[^\\n\"'`]{8,}",
    ignoreCase: true,
    when: "not-placeholder",
  },
  {
    kind: "password",
    literals: ["pass", "pwd"],
    pattern: `(?<before>${PASSWORD_NAME}[0-9]?${ASSIGNS})${VALUE}{3,}`,
    ignoreCase: true,
    when: "password",
  },
  {
    kind: "password",
    literals: ["pass", "pwd"],
    // A quoted value may hold blanks and signs.
    pattern: `(?<before>${PASSWORD_NAME}[0-9]?["']?\\s{0,3}(?:=>|:=|[=:])\\s{0,3}(?=["'])["'])[^"'\\n]{3,}(?=["'])`,
    ignoreCase: true,
    when: "not-placeholder",
  },
  {
    kind: "password-option",
    literals: [
      "--pass",
      "--token",
      "--secret",
      "--api-key",
      "--apikey",
      "--auth-token",
      "--access-token",
      "--client-secret",
    ],
    pattern: `(?<before>--(?:password|passwd|passphrase|pass|token|secret|api-?key|auth-token|access-token|client-secret)(?:\\s{1,3}|=)["']?)(?!-)${VALUE}{3,}`,
    ignoreCase: true,
    when: "not-placeholder",
  },
  {
    kind: "password-option",
    literals: ["sshpass"],
    pattern: `(?<before>\\bsshpass\\s{1,3}-p\\s{0,3}["']?)${VALUE}{2,}`,
    when: "not-placeholder",
  },
  {
    kind: "password-option",
    literals: ["mysql", "mariadb"],
    // These clients take the password glued to -p; a blank after it means "ask".
    pattern: `(?<before>\\s-p["']?)(?!assword|rotocol|ort|ager)${VALUE}{3,}`,
    when: "not-placeholder",
  },
  {
    kind: "password-option",
    literals: ["curl", "wget", "http"],
    pattern: `(?<before>\\s(?:-u|--user)(?:\\s{1,3}|=)["']?[^\\s:"'/]{1,100}:)(?!\\d{1,6}\\b)${VALUE}{2,}`,
    when: "not-placeholder",
  },
  {
    kind: "assigned-secret",
    literals: ["secret", "token", "credential", "key"],
    pattern: `(?<before>${SECRET_NAME}${ASSIGNS})${VALUE}{12,}`,
    ignoreCase: true,
    when: "random",
  },
];

export const PROVIDERS: readonly Provider[] = [...ISSUED, ...NAMED];
