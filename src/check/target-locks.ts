/** Who may capture a target: at most one capture at a time, whichever check and worker it is for. */
export type TargetLocks = {
  /** Undefined while another capture holds the target of this url. What a killed worker holds is free again within seconds. */
  acquire(url: string): Promise<TargetHold | undefined>;
};

/** Lasts until it is released, which cannot fail: at worst it expires. */
export type TargetHold = { release(): void };

/** For captures that all run in this process. */
export function createInProcessLocks(): TargetLocks {
  const held = new Set<string>();
  return {
    acquire: async (url) => {
      if (held.has(url)) return undefined;
      held.add(url);
      return { release: () => void held.delete(url) };
    },
  };
}
