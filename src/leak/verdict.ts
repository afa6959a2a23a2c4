/** In order of severity. `suspect` is growth that this window could not prove to be a leak. */
export const verdicts = ['leak', 'suspect', 'healthy', 'inconclusive'] as const;

export type Verdict = (typeof verdicts)[number];
