import { ownNames, type PatternRule } from './pattern-rule.ts';

/** Method names by which Go code takes a function to call later: how they begin, or what they contain. */
const beginning = /^(On|on|Watch|Observe|Listen|Attach|Bind|Hook|Notify|Defer)([A-Z]|$)/;
const containing = /[Ss]ubscribe|[Rr]egister|Listener|Observe|Watcher|Hook|Callback/;

function isRegistration(name: string): boolean {
  const dot = name.lastIndexOf('.');
  const method = name.slice(dot + 1);
  return dot >= 0 && /^\w+$/.test(method) && (beginning.test(method) || containing.test(method));
}

/** Made where callbacks are registered: each registered closure keeps what it captured. */
export const closureCapture: PatternRule = {
  id: 'closure-capture',
  match: (evidence) => {
    if (evidence.kind !== 'heap') return undefined;
    const name = ownNames(evidence).find(isRegistration);
    return (
      name && `${name} registers callbacks: each closure keeps what it captured until it is unregistered.`
    );
  },
};
