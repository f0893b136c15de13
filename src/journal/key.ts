/**
 * FNV-1a in two lanes, 16 hex digits: tells calls apart and finds doubles. It protects nothing; what must resist tampering is hashed
 * cryptographically where records are chained.
 */
export function shortKey(...parts: readonly (string | undefined)[]): string {
  let a = 0x811c9dc5;
  let b = 0x9747b28c;
  for (const part of parts) {
    const text = part ?? "";
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      a = Math.imul(a ^ unit, 0x01000193);
      b = Math.imul((b ^ unit) + (b >>> 15), 0x85ebca6b);
    }
    // A separator that no text holds keeps ("ab", "c") and ("a", "bc") apart.
    a = Math.imul(a ^ 0x10000, 0x01000193);
    b = Math.imul((b ^ 0x10000) + (b >>> 15), 0x85ebca6b);
  }
  return [a, b].map((lane) => (lane >>> 0).toString(16).padStart(8, "0")).join("");
}
