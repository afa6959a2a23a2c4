import { type DigestRun, runId } from '../../digest/digest.ts';
import type { Report } from '../../report/report.ts';
import { noteMessage } from '../incident-notes.ts';
import type { Logger } from '../logger.ts';
import { type PostOnceDeps, postOnce } from '../post-once.ts';
import type { PostTarget, UploadFile } from '../poster.ts';
import { uploadOrExplain } from '../upload-or-explain.ts';

/**
 * Shares in a digest's thread the reports that its messages send their readers to, as one message of files; where Slack does not take
 * them, the thread says why. Throws a PostError.
 */
export async function shareReports(
  deps: PostOnceDeps & { readonly logger: Logger },
  run: DigestRun,
  reports: readonly Report[],
  to: PostTarget,
): Promise<void> {
  const check = runId(run);
  const files = reports.map(reportFile);
  const problem = await uploadOrExplain(deps, { check, key: 'reports', to, files, comment: undefined });
  if (problem === undefined) return;
  const message = noteMessage(
    `The reports are not attached: ${problem} Next step: check these services with \`/leakcheck\`; each check attaches its own.`,
  );
  await postOnce(deps, { check, key: 'reports-problem', to, message });
}

/** Named after its service, since several lie side by side. */
function reportFile(report: Report): UploadFile {
  const name = `${report.service.replaceAll(/[^\w.-]+/g, '_').slice(0, 80)}-report.json`;
  const bytes = new TextEncoder().encode(`${JSON.stringify(report, null, 2)}\n`);
  return { name, title: name, altText: undefined, bytes };
}
