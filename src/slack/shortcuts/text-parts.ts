/** An address in a text, in lower case. */
type FoundUrl = {
  /** With its port, where it names one. */
  readonly host: string;
  /** Query and fragment, decoded: monitoring puts labels there. */
  readonly query: string;
  /** What path and host are made of. */
  readonly words: readonly string[];
};

const mostUrls = 200;

/** Takes the addresses out of a text, as Slack writes them (`<https://…|words>`) or bare; the words of a link stay. */
export function takenUrls(text: string): { readonly rest: string; readonly urls: readonly FoundUrl[] } {
  const found: string[] = [];
  const take = (url: string) => {
    if (found.length < mostUrls) found.push(url);
    return ' ';
  };
  const rest = text
    .replaceAll(
      /<(https?:\/\/[^<>|\s]{1,3000})(?:\|([^<>]*))?>/g,
      (_, url: string, words = '') => `${take(url)}${words}`,
    )
    .replaceAll(/https?:\/\/[^\s<>|]{1,3000}/g, take);
  return { rest, urls: found.flatMap(partsOf) };
}

/** What a person reads, in lower case: without references to people and channels, without formatting, escapes undone. */
export function cleanText(text: string): string {
  return unescaped(text.replaceAll(/<[@#!][^<>]*>/g, ' ').replaceAll(/<(?:mailto|tel):[^<>]*>/g, ' '))
    .replaceAll(/[*~`]/g, '')
    .toLowerCase();
}

/** `service="payments"`, `service: payments`, `var-service=payments`: keys and values in lower case. */
export function labelsIn(text: string): readonly { readonly key: string; readonly value: string }[] {
  const label =
    /(?<![a-z0-9_.-])(?:var-)?([a-z][a-z0-9_.]{0,40})\s{0,3}(?:=~|=|:)\s{0,3}["'“”]?([a-z0-9][a-z0-9._/-]*(?::\d{1,5})?)/g;
  return [...text.matchAll(label)].map(([, key = '', value = '']) => ({
    key,
    value: value.replace(/[._/-]+$/, ''),
  }));
}

function partsOf(text: string): readonly FoundUrl[] {
  let url: URL;
  try {
    url = new URL(unescaped(text));
  } catch {
    // Not an address after all: there is nothing to read in it.
    return [];
  }
  const query = decoded(`${url.search}${url.hash}`.replaceAll('+', ' '));
  const words = [...decoded(url.pathname).split('/'), ...url.hostname.split('.')];
  return [
    {
      host: url.host.toLowerCase(),
      query: cleanText(query),
      words: words.map((word) => word.toLowerCase()).filter((word) => word !== ''),
    },
  ];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
