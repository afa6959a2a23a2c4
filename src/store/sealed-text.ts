import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { parsedJson } from '../check/parsed-json.ts';

const algorithm = 'aes-256-gcm';
/** The size that GCM is made for (NIST SP 800-38D); random for every text, since a key never seals 2³² of them. */
const nonceBytes = 12;
const tagBytes = 16;

const base64 = z.base64();

/** A text as it is stored: which key sealed it, and what only that key opens. */
const SealedText = z.strictObject({
  v: z.literal(1),
  /** Tells the key among others, and nothing about it. */
  key: z.string(),
  nonce: base64,
  text: base64,
  tag: base64,
});

/** Why a text could not be opened. */
export type SealProblem = 'no record' | 'another key' | 'tampered';

/**
 * Encrypts a text with AES-256-GCM. `place` says where it belongs: it opens nowhere else. `key` has 32 bytes.
 */
export function seal(
  text: string,
  { key, place }: { readonly key: Uint8Array; readonly place: string },
): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(place));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return JSON.stringify({
    v: 1,
    key: keyId(key),
    nonce: nonce.toString('base64'),
    text: sealed.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
  } satisfies z.infer<typeof SealedText>);
}

/** Opens what was sealed for this place with one of the keys. */
export function unseal(
  record: string,
  { keys, place }: { readonly keys: readonly Uint8Array[]; readonly place: string },
): { readonly text: string } | { readonly problem: SealProblem } {
  const sealed = parsedJson(SealedText, record);
  if (sealed === undefined) return { problem: 'no record' };
  const key = keys.find((each) => keyId(each) === sealed.key);
  if (key === undefined) return { problem: 'another key' };
  const [nonce, tag] = [Buffer.from(sealed.nonce, 'base64'), Buffer.from(sealed.tag, 'base64')];
  // Node takes short tags, of which one can be guessed.
  if (nonce.length !== nonceBytes || tag.length !== tagBytes) return { problem: 'tampered' };
  const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(place));
  decipher.setAuthTag(tag);
  try {
    const text = Buffer.concat([decipher.update(Buffer.from(sealed.text, 'base64')), decipher.final()]);
    return { text: text.toString('utf8') };
  } catch {
    // The only thing that GCM says of what it refuses.
    return { problem: 'tampered' };
  }
}

/** Names a key in what it sealed: a part of its hash, from which nobody gets to 256 random bits. */
function keyId(key: Uint8Array): string {
  return createHash('sha256').update('leakcheck key').update(key).digest('hex').slice(0, 12);
}
