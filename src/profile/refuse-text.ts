import { ProfileError } from './profile-error.ts';

/** What a target answers when it does not answer with a profile, by how it begins. No protobuf profile begins so. */
const openings: readonly (readonly [RegExp, string])[] = [
  [/^heap profile:/, "a text heap profile (debug=1): fetch it without 'debug'"],
  [/^[a-z]+ profile: total \d/, "a text profile (debug=1): fetch it without 'debug'"],
  [/^goroutine \d+ \[/, "a goroutine dump in text (debug=2): fetch it without 'debug'"],
  [/^--- \w+ ---|^--- \w+:/, 'a text profile in the legacy format'],
  [
    /^\s*<(?:!doctype|html|head|body|\?xml|!--)/i,
    'an HTML page: is this the pprof endpoint, and is a login in front of it?',
  ],
  [/^\s*[{[]\s*["{\]}]/, 'JSON'],
  [/^(?:404 page not found|Unknown profile)/, 'an error text: the target has no such profile'],
];

/** Throws ProfileError naming the kind of text, without quoting it, if the bytes are text where protobuf is expected. */
export function refuseText(bytes: Uint8Array): void {
  const start = Buffer.from(bytes.subarray(0, 256)).toString('latin1');
  const known = openings.find(([opening]) => opening.test(start));
  if (known) throw new ProfileError(`expected a protobuf profile, got ${known[1]}`, { offset: 0 });
}

/** Whether the bytes begin as plain ASCII text does, line feeds and tabs included. */
export function looksLikeText(bytes: Uint8Array): boolean {
  const start = bytes.subarray(0, 256);
  return (
    start.length >= 8 &&
    start.every((byte) => (byte >= 0x20 && byte < 0x7f) || (byte >= 0x09 && byte <= 0x0d))
  );
}
