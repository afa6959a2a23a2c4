import { isIP } from 'node:net';

type Range = { readonly prefix: readonly number[]; readonly bits: number; readonly why: string };

/** Why no target may live there. Private and loopback addresses are fine: that is where pprof is meant to listen. */
const forbiddenV4: readonly Range[] = [
  { prefix: [0], bits: 8, why: 'an unspecified address' },
  { prefix: [169, 254], bits: 16, why: 'a link-local address, where clouds serve credentials' },
  { prefix: [100, 100, 100, 200], bits: 32, why: 'a cloud metadata address' },
  { prefix: [168, 63, 129, 16], bits: 32, why: 'a cloud metadata address' },
  { prefix: [192, 0, 0, 192], bits: 32, why: 'a cloud metadata address' },
  { prefix: [255, 255, 255, 255], bits: 32, why: 'the broadcast address' },
  { prefix: [224], bits: 4, why: 'a multicast address' },
  { prefix: [240], bits: 4, why: 'a reserved address' },
];

const forbiddenV6: readonly Range[] = [
  { prefix: Array(16).fill(0), bits: 128, why: 'an unspecified address' },
  { prefix: [0xfe, 0x80], bits: 10, why: 'a link-local address' },
  { prefix: [0xff], bits: 8, why: 'a multicast address' },
  { prefix: [0xfd, 0x00, 0x0e, 0xc2], bits: 32, why: 'a cloud metadata address' },
  { prefix: [0xfd, 0x20, 0x00, 0xce], bits: 32, why: 'a cloud metadata address' },
];

/** Prefixes whose addresses stand for an IPv4 address, found at these offsets. */
const disguises: readonly {
  readonly prefix: readonly number[];
  readonly bits: number;
  readonly at: number;
}[] = [
  { prefix: Array(12).fill(0), bits: 96, at: 12 }, // ::a.b.c.d, compatible
  { prefix: [...Array(10).fill(0), 0xff, 0xff], bits: 96, at: 12 }, // ::ffff:a.b.c.d, mapped
  { prefix: [...Array(8).fill(0), 0xff, 0xff, 0, 0], bits: 96, at: 12 }, // ::ffff:0:a.b.c.d, translated
  { prefix: [0x00, 0x64, 0xff, 0x9b], bits: 32, at: 12 }, // 64:ff9b::/96 and 64:ff9b:1::/48, NAT64
  { prefix: [0x20, 0x02], bits: 16, at: 2 }, // 6to4
];

/**
 * Why an address may not be a target, or undefined when it may. Takes IPv4 and IPv6 in every spelling that a URL's host
 * allows (decimal, octal, hexadecimal, brackets, zone). A host name is none of its business and gives undefined.
 */
export function whyForbidden(host: string): string | undefined {
  const v4 = ipv4Bytes(host);
  if (v4 !== undefined) {
    return matching(forbiddenV4, v4)?.why;
  }
  const v6 = ipv6Bytes(host);
  return v6 === undefined ? undefined : (matching(forbiddenV6, v6)?.why ?? whyDisguised(v6));
}

function whyDisguised(v6: readonly number[]): string | undefined {
  if (isLoopback(v6)) {
    return undefined;
  }
  for (const v4 of hiddenIpv4(v6)) {
    const why = matching(forbiddenV4, v4)?.why;
    if (why !== undefined) {
      return `${why} (${v4.join('.')}) in disguise`;
    }
  }
  return undefined;
}

function hiddenIpv4(v6: readonly number[]): readonly (readonly number[])[] {
  const found = disguises.filter((disguise) => covers(disguise, v6)).map(({ at }) => v6.slice(at, at + 4));
  if (covers({ prefix: [0x20, 0x01, 0, 0], bits: 32 }, v6)) {
    found.push(v6.slice(12).map((byte) => byte ^ 0xff)); // Teredo hides the client's address inverted
  }
  if ((v6[8] === 0 || v6[8] === 2) && v6[9] === 0 && v6[10] === 0x5e && v6[11] === 0xfe) {
    found.push(v6.slice(12)); // ISATAP
  }
  if (covers({ prefix: [0x00, 0x64, 0xff, 0x9b, 0x00, 0x01], bits: 48 }, v6)) {
    found.push([v6[6] ?? 0, v6[7] ?? 0, v6[9] ?? 0, v6[10] ?? 0]); // NAT64 with a /48 prefix, RFC 6052
  }
  return found;
}

function isLoopback(v6: readonly number[]): boolean {
  return v6.every((byte, index) => byte === (index === 15 ? 1 : 0));
}

function matching(ranges: readonly Range[], address: readonly number[]): Range | undefined {
  return ranges.find((range) => covers(range, address));
}

function covers(range: Pick<Range, 'prefix' | 'bits'>, address: readonly number[]): boolean {
  const whole = Math.floor(range.bits / 8);
  const mask = (0xff << (8 - (range.bits % 8))) & 0xff;
  const differs = (index: number, bits: number) =>
    (((range.prefix[index] ?? 0) ^ (address[index] ?? 0)) & bits) !== 0;
  return !range.prefix.slice(0, whole).some((_, index) => differs(index, 0xff)) && !differs(whole, mask);
}

function ipv4Bytes(host: string): readonly number[] | undefined {
  const dotted = isIP(host) === 4 ? host : hostOfUrl(host);
  return dotted !== undefined && isIP(dotted) === 4 ? dotted.split('.').map(Number) : undefined;
}

function ipv6Bytes(host: string): readonly number[] | undefined {
  const bare = host.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  const canonical = isIP(bare) === 6 ? hostOfUrl(`[${bare}]`) : undefined;
  if (canonical === undefined) {
    return undefined;
  }
  const [left = '', right] = canonical.slice(1, -1).split('::');
  const head = groupsOf(left);
  const tail = right === undefined ? [] : groupsOf(right);
  const groups = [...head, ...Array<number>(8 - head.length - tail.length).fill(0), ...tail];
  return groups.flatMap((group) => [group >> 8, group & 0xff]);
}

function groupsOf(text: string): readonly number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
}

/** The URL parser turns every spelling (`0xa9fea9fe`, `0251.0376.0251.0376`, `2852039166`) into the one that is connected to. */
function hostOfUrl(host: string): string | undefined {
  return URL.canParse(`http://${host}/`) ? new URL(`http://${host}/`).hostname : undefined;
}
