import type { Target, TargetClient } from '../check/target.ts';
import { TargetError, type TargetErrorCode } from '../check/target-error.ts';

/**
 * Whether a target that serves its heap profile offers another one too, without making it collect that: net/http/pprof
 * looks a profile up first (404 where it has none) and only then refuses a duration of nothing (400). What knows no
 * `seconds`, as Go before 1.15, serves the profile. `symbol` looks nothing up and is merely asked.
 * Throws the TargetError of every other answer.
 */
export async function isOffered(
  {
    targets,
    target,
    signal,
  }: { readonly targets: TargetClient; readonly target: Target; readonly signal: AbortSignal },
  profile: 'goroutine' | 'goroutineleak' | 'symbol',
): Promise<boolean> {
  try {
    await (profile === 'symbol'
      ? targets.fetch({ target, endpoint: 'symbol', expect: 'text', signal })
      : targets.fetch({ target, endpoint: `${profile}?seconds=0`, expect: 'profile', signal }));
    return true;
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    if (error.code === 'bad-status' && profile !== 'symbol') return true;
    if (answeredOtherwise.has(error.code)) return false;
    throw error;
  }
}

/** Not there, or something else in its place: a page that explains what is there, a login. */
const answeredOtherwise: ReadonlySet<TargetErrorCode> = new Set([
  'not-found',
  'not-a-profile',
  'wrong-profile',
  'redirect',
]);
