import { renderMarkdown } from '../report/markdown.ts';
import type { Report } from '../report/report.ts';
import { renderTerminal } from '../report/terminal.ts';
import type { CommandContext } from './command.ts';

/** Prints a report on stdout: one JSON document, Markdown, or text for a terminal. */
export function printReport(
  { out, outIsTerminal, columns }: CommandContext,
  report: Report,
  form: { readonly json: boolean; readonly markdown: boolean },
): void {
  if (form.json) out(`${JSON.stringify(report, null, 2)}\n`);
  else if (form.markdown) out(`${renderMarkdown(report)}\n`);
  else out(`${renderTerminal(report, { color: outIsTerminal, width: columns })}\n`);
}
