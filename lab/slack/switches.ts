/** Something outside the workspace that whoever looks at the page may switch, such as a service with a bug to be fixed. */
export interface Switch {
  readonly name: string;
  /** What the page says while it is off and on, and on the button that changes it. */
  readonly off: { readonly state: string; readonly button: string };
  readonly on: { readonly state: string; readonly button: string };
  set(isOn: boolean): Promise<void>;
}

export interface SwitchState {
  readonly name: string;
  readonly isOn: boolean;
  readonly isBusy: boolean;
  readonly state: string;
  readonly button: string;
}

/** The switches of a workspace; `onChange` hears of each turn, also while it takes its time. */
export function switches(all: readonly Switch[], onChange: () => void) {
  const isOn = new Set<string>();
  const busy = new Set<string>();
  return {
    list: (): SwitchState[] =>
      all.map(({ name, on, off }) => ({
        name,
        isOn: isOn.has(name),
        isBusy: busy.has(name),
        ...(isOn.has(name) ? on : off),
      })),
    /** Throws when there is no such switch, when it is being turned already, and what turning it throws. */
    async set(name: string, wanted: boolean): Promise<void> {
      const found = all.find((each) => each.name === name);
      if (found === undefined) throw new Error(`no switch is named "${name}"`);
      if (busy.has(name)) throw new Error(`${name} is being changed already`);
      if (isOn.has(name) === wanted) return;
      busy.add(name);
      onChange();
      try {
        await found.set(wanted);
        if (wanted) isOn.add(name);
        else isOn.delete(name);
      } finally {
        busy.delete(name);
        onChange();
      }
    },
  };
}
