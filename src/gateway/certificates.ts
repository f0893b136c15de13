/** What TLS says of a certificate that nobody it knows has signed (verify(1ssl)). */
const UNTRUSTED: readonly string[] = [
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
];

export function isUntrusted(code: string): boolean {
  return UNTRUSTED.includes(code);
}
