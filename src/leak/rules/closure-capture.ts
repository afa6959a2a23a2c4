import type { PatternRule } from './pattern-rule.ts';

/** A closure and what it captures by value is small; larger captures are objects of their own. */
const closureBytes = 256;
const registration =
  /(^|[.)_a-z])(Subscribe|Register|Listen|Observe|Watch|Hook|Callback|Handler?|AddListener|Attach|Notify|OnEvent|On[A-Z]\w*|AfterFunc|SetFinalizer|AddCleanup)/;

/** Small objects made where callbacks are registered: each registered closure keeps what it captured. */
export const closureCapture: PatternRule = {
  id: 'closure-capture',
  match: ({ kind, culprit, objectBytes, stack }) => {
    if (kind !== 'heap' || (objectBytes ?? 0) > closureBytes) return undefined;
    const own = [
      culprit,
      ...stack
        .filter(({ origin }) => origin === 'own')
        .slice(0, 2)
        .map((frame) => frame.function),
    ];
    const name = own.map(lastPart).find((part) => registration.test(part));
    return (
      name &&
      `Small objects are made in ${name}, where callbacks are registered: each closure keeps what it captured.`
    );
  },
};

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}
