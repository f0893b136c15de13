// Lazily: loading node:crypto takes as long as deciding on several calls, and most processes meet no bundle.

export function sha256(bytes: Buffer | string): string {
  return process.getBuiltinModule("node:crypto").createHash("sha256").update(bytes).digest("hex");
}

/** Names a key by what it is. */
export function keyId(publicKey: string): string {
  return sha256(Buffer.from(publicKey, "base64")).slice(0, 32);
}

export type SignedKind = "root" | "bundle";

/** What is signed says what it is, so that a signature under one kind of file is none under another. */
function message(kind: SignedKind, bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`clampd ${kind} 1\0`), bytes]);
}

/** `publicKey` is raw, in base64. */
export function isSignedBy(publicKey: string, kind: SignedKind, bytes: Buffer, signature: Buffer): boolean {
  const { createPublicKey, verify } = process.getBuiltinModule("node:crypto");
  try {
    const x = Buffer.from(publicKey, "base64").toString("base64url");
    const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
    return verify(null, message(kind, bytes), key, signature);
  } catch {
    return false; // no point of the curve, or no signature at all
  }
}

/** `privateKey` is PKCS#8 in base64. */
export function signWith(privateKey: string, kind: SignedKind, bytes: Buffer): Buffer {
  const { createPrivateKey, sign } = process.getBuiltinModule("node:crypto");
  const key = createPrivateKey({ key: Buffer.from(privateKey, "base64"), format: "der", type: "pkcs8" });
  return sign(null, message(kind, bytes), key);
}
