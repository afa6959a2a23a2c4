import { findMaker, type PatternRule } from './pattern-rule.ts';

const makers = /^time\.(NewTimer|NewTicker|AfterFunc|After|Tick|newTimer)$/;

/** Made by a timer constructor: since Go 1.23 only timers that something still refers to stay. */
export const timerNotStopped: PatternRule = {
  id: 'timer-not-stopped',
  match: (evidence) => {
    const frame = evidence.kind === 'heap' ? findMaker(evidence, makers) : undefined;
    return (
      frame && `Some of what grows is made by ${frame.function}: the timers are neither stopped nor let go.`
    );
  },
};
