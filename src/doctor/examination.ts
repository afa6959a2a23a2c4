export type ExaminationState = 'ok' | 'warn' | 'fail' | 'skipped';

/** What `leakcheck doctor` found out about one thing. Never holds a token, a password or a header's value. */
export type Examination = {
  readonly name: string;
  /** `warn` works, but not as well or as safely as it should; `skipped` was not looked at, and `says` tells why. */
  readonly state: ExaminationState;
  /** One sentence without its full stop. */
  readonly says: string;
  /** What to do about it; every `fail` has one. */
  readonly nextStep?: string;
};

/** The same reason for several things that could not be looked at. */
export function skipAll(names: readonly string[], says: string): readonly Examination[] {
  return names.map((name) => ({ name, state: 'skipped', says }));
}
