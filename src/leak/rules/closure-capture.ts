import { ownNames, type PatternRule } from './pattern-rule.ts';

/** Method names by which Go code takes a function to call later. */
const registration =
  /\.(On|on)([A-Z]\w*)?$|\.(Watch|Observe|Listen|Attach|Bind|Hook|Notify|Defer)([A-Z]\w*)?$|\.\w*([Ss]ubscribe|[Rr]egister|Listener|Observer?|Watcher|Hook|Callback)\w*$/;

/** Made where callbacks are registered: each registered closure keeps what it captured. */
export const closureCapture: PatternRule = {
  id: 'closure-capture',
  match: (evidence) => {
    if (evidence.kind !== 'heap') return undefined;
    const name = ownNames(evidence).find((part) => registration.test(part));
    return (
      name && `${name} registers callbacks: each closure keeps what it captured until it is unregistered.`
    );
  },
};
