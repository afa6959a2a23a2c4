const turnMs = 20;

/**
 * Lets the first process run for a turn, then the next, and so on: each as if it had one of `turns` shares of this machine, so that
 * they take nothing from each other. Call `end` before they are to stop.
 */
export function inTurns(pids: readonly number[], turns: number): { end(): void } {
  if (pids.length > turns) throw new Error(`${pids.length} processes do not fit into ${turns} turns`);
  let turn = 0;
  const tell = (pid: number | undefined, signal: NodeJS.Signals) => {
    if (pid !== undefined) process.kill(pid, signal);
  };
  const next = () => {
    tell(pids[turn], 'SIGSTOP');
    turn = (turn + 1) % turns;
    tell(pids[turn], 'SIGCONT');
  };
  const goOn = () => {
    for (const pid of pids) tell(pid, 'SIGCONT');
  };
  for (const pid of pids.slice(1)) tell(pid, 'SIGSTOP');
  const timer = setInterval(next, turnMs);
  process.once('exit', goOn);
  return {
    end: () => {
      clearInterval(timer);
      process.off('exit', goOn);
      goOn();
    },
  };
}
