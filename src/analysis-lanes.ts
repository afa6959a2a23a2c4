/** A worker thread, as Tinypool runs it. */
export type Thread = {
  run(task: object, options: { readonly name: string; readonly signal: AbortSignal }): Promise<unknown>;
  destroy(): Promise<void>;
};

/** A task for the thread: the name of a function there, and what it is given. */
export type Work = { readonly name: string; readonly task: object; readonly signal: AbortSignal };

/**
 * Gives tasks to threads, one after another each: what is read ahead of a check's last capture lies in the memory of one thread,
 * and its analysis belongs there. Analyses take seconds, and what captures wait for is never put behind one: the last thread does
 * none.
 */
export type AnalysisLanes = {
  /**
   * Once for the analysis that follows. Undefined, and nothing done, the second time, and where no thread is idle: then the work would
   * be in the way.
   */
  readAhead(check: string, work: Work): Promise<unknown> | undefined;
  /** What a capture waits for. */
  ofCapture(check: string, work: Work): Promise<unknown>;
  analyse(check: string, work: Work): Promise<unknown>;
  /** What belongs to no check and is short: never behind an analysis. */
  run(work: Work): Promise<unknown>;
  close(): Promise<void>;
};

/** Of a check that was cancelled in between it would be remembered for ever. */
const mostRemembered = 100;

export function createAnalysisLanes(threads: readonly Thread[]): AnalysisLanes {
  const lanes = threads.map(createLane);
  const analysts = lanes.slice(0, -1);
  const readBy = new Map<string, Lane>();

  function withoutAnalysis(): readonly Lane[] {
    return lanes.filter((lane) => lane.analyses() === 0);
  }

  /** The thread that reads for the check is worth waiting for one task longer: it is warm, and knows some of the texts. */
  function forCapture(check: string): Lane | undefined {
    const own = readBy.get(check);
    const free = leastBusy(withoutAnalysis());
    const isNear = own?.analyses() === 0 && own.tasks() <= (free?.tasks() ?? 0) + 1;
    return isNear ? own : free;
  }

  function forAnalysis(check: string): Lane | undefined {
    const own = readBy.get(check);
    readBy.delete(check);
    return own?.analyses() === 0 ? own : leastBusy(analysts);
  }

  function remember(check: string, lane: Lane): void {
    readBy.set(check, lane);
    const [oldest] = readBy.keys();
    if (oldest !== undefined && readBy.size > mostRemembered) readBy.delete(oldest);
  }

  return {
    readAhead: (check, work) => {
      const idle = analysts.find((lane) => lane.tasks() === 0);
      if (idle === undefined || readBy.has(check)) return undefined;
      remember(check, idle);
      return idle.run(work, { isAnalysis: false });
    },
    ofCapture: (check, work) => runIn(forCapture(check), work, { isAnalysis: false }),
    analyse: (check, work) => runIn(forAnalysis(check), work, { isAnalysis: true }),
    run: (work) => runIn(leastBusy(withoutAnalysis()), work, { isAnalysis: false }),
    close: async () => {
      await Promise.all(threads.map((thread) => thread.destroy()));
    },
  };
}

type Kind = { readonly isAnalysis: boolean };

type Lane = {
  /** Running and waiting. */
  tasks(): number;
  analyses(): number;
  run(work: Work, kind: Kind): Promise<unknown>;
};

function createLane(thread: Thread): Lane {
  let tasks = 0;
  let analyses = 0;
  let before: Promise<unknown> = Promise.resolve();

  /** Tinypool's own queue stands still once the task before is aborted: so the next is given to it only then. */
  async function inTurn(turn: Promise<unknown>, { name, task, signal }: Work): Promise<unknown> {
    await turn;
    signal.throwIfAborted();
    return thread.run(task, { name, signal });
  }

  return {
    tasks: () => tasks,
    analyses: () => analyses,
    run: (work, { isAnalysis }) => {
      tasks += 1;
      analyses += isAnalysis ? 1 : 0;
      const running = inTurn(before, work).finally(() => {
        tasks -= 1;
        analyses -= isAnalysis ? 1 : 0;
      });
      before = Promise.allSettled([running]);
      return running;
    },
  };
}

function runIn(lane: Lane | undefined, work: Work, kind: Kind): Promise<unknown> {
  if (lane === undefined) throw new RangeError('analysis needs two threads at least');
  return lane.run(work, kind);
}

/** The first of equals: a thread that is warm is used again. */
function leastBusy(lanes: readonly Lane[]): Lane | undefined {
  return lanes.reduce<Lane | undefined>(
    (best, lane) => (best === undefined || lane.tasks() < best.tasks() ? lane : best),
    undefined,
  );
}
