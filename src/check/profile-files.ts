import type { ProfilePair, ProfilesNote } from '../report/profiles-note.ts';
import type { ReplicaReport, Report, Verdict } from '../report/report.ts';
import type { CheckPlan } from './plan.ts';
import type { UploadFile } from './poster.ts';
import type { CaptureFile, ProfileStore } from './profile-store.ts';

/** A thread needs the worst replica, not all: its pairs and the report are five files, as many as one cares to see. */
const mostReplicas = 1;
const mostBytes = 50 * 1024 * 1024;

const worstFirst: readonly Verdict[] = ['leak', 'suspect', 'healthy', 'inconclusive'];

type Kind = Extract<CaptureFile, 'heap' | 'goroutine'>;

/** The first and last profiles of the replica that matters most and has both, named as the commands in the thread name them. */
export async function profileFiles(
  profiles: ProfileStore,
  plan: CheckPlan,
  report: Report,
): Promise<{ readonly files: readonly UploadFile[]; readonly note: ProfilesNote }> {
  const files: UploadFile[] = [];
  const pairs: ProfilePair[] = [];
  let bytes = 0;
  for (const { replica, kind } of wantedPairs(plan, report)) {
    const name = plan.replicas[replica]?.name ?? '';
    const others = new Set(pairs.map(({ target }) => target).filter((target) => target !== name));
    if (others.size >= mostReplicas) break;
    const pair = await readPair(profiles, plan, { replica, kind });
    const size = pair?.files.reduce((sum, file) => sum + file.bytes.byteLength, 0) ?? 0;
    if (pair !== undefined && bytes + size <= mostBytes) {
      files.push(...pair.files);
      pairs.push(pair.names);
      bytes += size;
    }
  }
  return pairs.length > 0
    ? { files, note: { kind: 'attached', pairs } }
    : {
        files,
        note: { kind: 'not-attached', reason: 'no replica gave a profile at both ends of the window.' },
      };
}

function wantedPairs(plan: CheckPlan, report: Report): { readonly replica: number; readonly kind: Kind }[] {
  const order = [...report.replicas].sort((a, b) => rank(a) - rank(b) || speed(b) - speed(a));
  return order.flatMap(({ target }) => {
    const replica = plan.replicas.findIndex(({ name }) => name === target);
    const leaksGoroutines = report.findings.some(
      (finding) => finding.kind === 'goroutine' && finding.replicas.includes(target),
    );
    const kinds: Kind[] = leaksGoroutines ? ['heap', 'goroutine'] : ['heap'];
    return replica < 0 ? [] : kinds.map((kind) => ({ replica, kind }));
  });
}

function speed({ heap }: ReplicaReport): number {
  return heap?.perMinute ?? 0;
}

function rank({ verdict }: ReplicaReport): number {
  return worstFirst.indexOf(verdict);
}

async function readPair(
  profiles: ProfileStore,
  plan: CheckPlan,
  { replica, kind }: { readonly replica: number; readonly kind: Kind },
): Promise<{ readonly names: ProfilePair; readonly files: readonly UploadFile[] } | undefined> {
  const target = plan.replicas[replica]?.name ?? '';
  const read = (role: 'base' | 'head') => {
    const point = plan.points.find((each) => each.role === role)?.index;
    return point === undefined ? undefined : profiles.get({ check: plan.check, replica, point, file: kind });
  };
  const [base, head] = await Promise.all([read('base'), read('head')]);
  if (base === undefined || head === undefined) {
    return undefined;
  }
  const names = {
    target,
    base: fileName(target, kind, 'base', base),
    head: fileName(target, kind, 'head', head),
  };
  return { names, files: [profileFile(names.base, base), profileFile(names.head, head)] };
}

/** `payments-1-base.pb.gz`, `payments-1-goroutine-base.pb.gz`: nothing in it needs quoting in a shell. */
function fileName(target: string, kind: Kind, role: string, bytes: Uint8Array): string {
  const safe =
    target
      .replace(/[^\w.-]+/g, '-')
      .replace(/^[-.]+/, '')
      .slice(0, 80) || 'replica';
  const gzipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return `${safe}${kind === 'heap' ? '' : `-${kind}`}-${role}.pb${gzipped ? '.gz' : ''}`;
}

function profileFile(name: string, bytes: Uint8Array): UploadFile {
  return { name, title: name, altText: undefined, bytes };
}
