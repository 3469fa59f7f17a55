/**
 * The platform's secret beside the PIN: a passkey's PRF (WebAuthn level 3). Only a page can ask for it, with a person's
 * gesture. Where there is none, the person types a passphrase of at least 12 characters instead; say so, and say that
 * it is as strong as it was chosen.
 */

import type { PinWay, Secret } from "./contract";
import { base64url, fromBase64url } from "./photo";

type Prf = { prf?: { enabled?: boolean; results?: { first?: BufferSource } } };

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));

const bytesOf = (source: BufferSource) =>
  source instanceof ArrayBuffer ? new Uint8Array(source) : new Uint8Array(source.buffer, source.byteOffset, source.byteLength);

/** Whether asking makes sense here: the platform has an authenticator of its own. Whether it knows PRF shows on use. */
export async function passkeyPossible(): Promise<boolean> {
  if (typeof PublicKeyCredential === "undefined" || !isSecureContext) return false;
  return PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable().catch(() => false);
}

/** Makes a passkey for this device and evaluates its PRF. Rejects where the platform has no PRF or the person declines. */
export async function makePasskey(userName = "Undercroft"): Promise<Secret> {
  const salt = random(32);
  const made = (await navigator.credentials.create({
    publicKey: {
      rp: { name: "Undercroft" },
      user: { id: random(16), name: userName, displayName: userName },
      challenge: random(32),
      pubKeyCredParams: [
        { type: "public-key", alg: -7 },
        { type: "public-key", alg: -257 },
      ],
      authenticatorSelection: { authenticatorAttachment: "platform", userVerification: "required", residentKey: "discouraged" },
      extensions: { prf: { eval: { first: salt } } } as AuthenticationExtensionsClientInputs,
    },
  })) as PublicKeyCredential | null;
  const prf = (made?.getClientExtensionResults() as Prf | undefined)?.prf;
  if (!made || (!prf?.enabled && !prf?.results?.first)) throw new Error("this platform's passkeys have no PRF");
  const credential = base64url(new Uint8Array(made.rawId));
  const way = { kind: "passkey", credential, salt: base64url(salt) } as const;
  // Some platforms evaluate only when the passkey is used.
  return prf.results?.first ? { ...way, output: base64url(bytesOf(prf.results.first)) } : evaluate(way);
}

/** The passkey of a lock, as `OpenState` names it. */
export type PasskeyWay = Extract<PinWay["secret"], { kind: "passkey" }>;

/** Evaluates a passkey's PRF. Rejects where the person declines. */
export async function evaluate(way: PasskeyWay): Promise<Secret> {
  const used = (await navigator.credentials.get({
    publicKey: {
      challenge: random(32),
      allowCredentials: [{ type: "public-key", id: fromBase64url(way.credential) }],
      userVerification: "required",
      extensions: { prf: { eval: { first: fromBase64url(way.salt) } } } as AuthenticationExtensionsClientInputs,
    },
  })) as PublicKeyCredential | null;
  const first = (used?.getClientExtensionResults() as Prf | undefined)?.prf?.results?.first;
  if (!first) throw new Error("the passkey gave no secret");
  return { ...way, output: base64url(bytesOf(first)) };
}
