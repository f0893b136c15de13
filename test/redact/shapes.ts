/** Made-up credentials in the shape of real ones, put together at run time so that no scanner takes this file for a leak. */
export interface Shape {
  readonly kind: string;
  readonly secret: string;
  readonly text: string;
  /** Recognised by its own form, without its surroundings. */
  readonly own: boolean;
}

const HEX = "0123456789abcdef";
const MIXED = "aB3dE5gH7jK9mN1pQ2sT4vW6yZ8";
const UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

function of(alphabet: string, length: number): string {
  let text = "";
  for (let i = 0; i < length; i++) text += alphabet.charAt((i * 7 + (i >> 2) * 5 + 3) % alphabet.length);
  return text;
}

const mixed = (length: number) => of(MIXED, length);
const hex = (length: number) => of(HEX, length);

const OWN: readonly (readonly [string, string])[] = [
  ["aws-access-key-id", `AKIA${of(UPPER, 16)}`],
  ["aws-session-token", `IQoJb3JpZ2lu${mixed(200)}`],
  ["github-token", `ghp_${mixed(36)}`],
  ["github-token", `github_pat_${mixed(22)}_${mixed(59)}`],
  ["gitlab-token", `glpat-${mixed(20)}`],
  ["slack-token", `xoxb-${of("123456789", 12)}-${mixed(24)}`],
  ["slack-token", `xapp-1-${of(UPPER, 11)}-${hex(64)}`],
  ["stripe-key", `sk_live_${mixed(24)}`],
  ["webhook-secret", `whsec_${mixed(32)}`],
  ["anthropic-key", `sk-ant-api03-${mixed(95)}`],
  ["openrouter-key", `sk-or-v1-${hex(64)}`],
  ["openai-key", `sk-proj-${mixed(80)}`],
  ["openai-key", `sk-${mixed(48)}`],
  ["google-api-key", `AIza${mixed(35)}`],
  ["google-oauth-token", `ya29.${mixed(60)}`],
  ["google-oauth-secret", `GOCSPX-${mixed(28)}`],
  ["google-refresh-token", `1//0${mixed(60)}`],
  ["npm-token", `npm_${mixed(36)}`],
  ["pypi-token", `pypi-Ag${mixed(80)}`],
  ["rubygems-key", `rubygems_${hex(48)}`],
  ["crates-token", `cio${mixed(32)}`],
  ["nuget-key", `oy2${of("abcdefghij0123456789", 43)}`],
  ["docker-token", `dckr_pat_${mixed(27)}`],
  ["digitalocean-token", `dop_v1_${hex(64)}`],
  ["huggingface-token", `hf_${mixed(34)}`],
  ["replicate-token", `r8_${mixed(37)}`],
  ["groq-key", `gsk_${mixed(52)}`],
  ["perplexity-key", `pplx-${mixed(48)}`],
  ["xai-key", `xai-${mixed(80)}`],
  ["databricks-token", `dapi${hex(32)}`],
  ["azure-client-secret", `aB38Q~${mixed(34)}`],
  ["heroku-key", `HRKU-${mixed(60)}`],
  ["fly-token", `fm2_${mixed(80)}`],
  ["netlify-token", `nfp_${mixed(40)}`],
  ["cloudflare-key", `v1.0-${hex(24)}-${hex(146)}`],
  ["linear-key", `lin_api_${mixed(40)}`],
  ["notion-token", `ntn_${mixed(46)}`],
  ["figma-token", `figd_${mixed(40)}`],
  ["airtable-token", `pat${mixed(14)}.${hex(64)}`],
  ["atlassian-token", `ATATT3${mixed(180)}`],
  ["bitbucket-password", `ATBB${mixed(32)}`],
  ["shopify-token", `shpat_${hex(32)}`],
  ["sendgrid-key", `SG.${mixed(22)}.${mixed(43)}`],
  ["mailgun-key", `key-${hex(32)}`],
  ["mailchimp-key", `${hex(32)}-us12`],
  ["twilio-key", `SK${hex(32)}`],
  ["telegram-token", `${of("123456789", 9)}:AA${mixed(33)}`],
  ["square-token", `sq0atp-${mixed(22)}`],
  ["braintree-token", `access_token$production$${hex(16)}$${hex(32)}`],
  ["newrelic-key", `NRAK-${of(UPPER, 27)}`],
  ["sentry-token", `sntrys_${mixed(80)}`],
  ["grafana-token", `glsa_${mixed(32)}_${hex(8)}`],
  ["pulumi-token", `pul-${hex(40)}`],
  ["terraform-token", `${mixed(14)}.atlasv1.${mixed(67)}`],
  ["vault-token", `hvs.${mixed(90)}`],
  ["doppler-token", `dp.pt.${mixed(43)}`],
  ["postman-key", `PMAK-${hex(24)}-${hex(34)}`],
  ["supabase-key", `sbp_${hex(40)}`],
  ["planetscale-token", `pscale_tkn_${mixed(43)}`],
  ["contentful-token", `CFPAT-${mixed(43)}`],
  ["dynatrace-token", `dt0c01.${of(UPPER, 24)}.${of(UPPER, 64)}`],
  ["age-key", `AGE-SECRET-KEY-1${of(UPPER, 58)}`],
  ["1password-token", `ops_eyJ${mixed(200)}`],
  ["tailscale-key", `tskey-auth-${mixed(12)}-${mixed(32)}`],
  ["buildkite-token", `bkua_${hex(40)}`],
  ["circleci-token", `CCIPAT_${mixed(22)}_${hex(40)}`],
  ["sourcegraph-token", `sgp_${hex(40)}`],
  ["typeform-token", `tfp_${mixed(44)}`],
  ["clampd-key", `ag_live_${mixed(32)}`],
  ["jwt", `eyJ${mixed(20)}.eyJ${mixed(60)}.${mixed(43)}`],
];

const NAMED: readonly (readonly [string, string, string, string])[] = [
  [
    "slack-webhook",
    "curl https://hooks.slack.com/services/",
    `T0${of(UPPER, 8)}/B0${of(UPPER, 8)}/${mixed(24)}`,
    " -d x",
  ],
  ["discord-webhook", "https://discord.com/api/webhooks/123456789012345678/", mixed(68), ""],
  ["discord-token", "discord: ", `M${mixed(23)}.${mixed(6)}.${mixed(38)}`, ""],
  ["azure-key", "DefaultEndpointsProtocol=https;AccountName=x;AccountKey=", `${mixed(86)}==`, ";"],
  ["azure-sas", "https://x.blob.core.test/c?sv=2024&sig=", `${mixed(43)}%3D`, "&se=2027"],
  ["url-password", "git clone https://me:", "Tr0ub4dor", "@git.test/x.git"],
  ["authorization", "Authorization: Basic ", "dXNlcjpwYXNz", ""],
  ["authorization", '{"authorization": "', "abcdef123456", '"}'],
  ["bearer-token", "use bearer ", mixed(40), " here"],
  ["api-key-header", "-H 'X-API-Key: ", "a1b2c3d4e5", "'"],
  ["cookie", "-H 'Cookie: ", "session=abc123def456", "'"],
  ["password", "DB_PASSWORD=", "hunter2", " make"],
  ["password", "DB_PASS: ", "hunter2", ""],
  ["password-option", "mariadb -p", "hunter2", " shop"],
  ["password-option", "x --api-key ", mixed(20), ""],
  ["assigned-secret", "AWS_SECRET_ACCESS_KEY=", mixed(40), " aws s3 ls"],
  ["assigned-secret", "clientSecret: '", mixed(32), "'"],
];

export function shapes(): readonly Shape[] {
  return [
    ...OWN.map(([kind, secret]) => ({ kind, secret, text: `x ${secret} y`, own: true })),
    ...NAMED.map(([kind, before, secret, after]) => ({ kind, secret, text: `${before}${secret}${after}`, own: false })),
  ];
}
