import type { KnownBlock } from '@slack/types';
import { checkCost } from '../check-cost.ts';
import { distinctFailures } from '../distinct-failures.ts';
import { escapeMrkdwn, mrkdwnCode, mrkdwnCodeBlock, proseMrkdwn } from '../escape-mrkdwn.ts';
import { plainText } from '../plain-text.ts';
import { diffCommand, type ProfilesNote } from '../profiles-note.ts';
import type { ReplicaReport, Report } from '../report.ts';
import { plural } from '../units.ts';
import { context, section, type ThreadMessage } from './thread-message.ts';

/** The thread's last message: what to doubt, what failed and what to do about it, how to look yourself, what it cost. */
export function caveatsMessage(report: Report, profiles: ProfilesNote): ThreadMessage {
  const blocks: KnownBlock[] = [
    ...failureBlocks(report.replicas),
    ...unjudgedBlocks(report),
    ...caveatBlocks(report.caveats),
    ...profileBlocks(report, profiles),
    context([escapeMrkdwn(checkCost(report), 500)]),
  ];
  return { text: summary(report), blocks };
}

function summary(report: Report): string {
  const failed = report.replicas.filter((replica) => replica.failures.length > 0).length;
  const parts = [
    ...(failed > 0 ? [`${plural(failed, 'replica')} with failed captures`] : []),
    ...(report.caveats.length > 0 ? [plural(report.caveats.length, 'caveat')] : []),
    'how to look yourself',
    'what the check cost',
  ];
  const line = parts.join(', ');
  return `${line.slice(0, 1).toUpperCase()}${line.slice(1)}`;
}

function failureBlocks(replicas: readonly ReplicaReport[]): KnownBlock[] {
  const failing = replicas.filter((replica) => replica.failures.length > 0);
  if (failing.length === 0) return [];
  const lines = failing.slice(0, 8).flatMap(failureLines);
  const more =
    failing.length > 8 ? [`… and ${plural(failing.length - 8, 'more replica')} in report.json`] : [];
  return [section(['*Replicas with failed captures*', ...lines, ...more])];
}

function failureLines(replica: ReplicaReport): string[] {
  const several = distinctFailures(replica);
  const lines = several
    .slice(0, 3)
    .map(
      ({ message, nextStep, when }) =>
        `• ${escapeMrkdwn(replica.target, 60)} (${when}): ${proseMrkdwn(message, 300)} *Next step:* ${proseMrkdwn(nextStep, 300)}`,
    );
  return several.length > 3
    ? [...lines, `  … and ${several.length - 3} other failures in report.json`]
    : lines;
}

/** Replicas whose captures succeeded and yet say nothing: a restart inside the window, no traffic, too few captures. */
function unjudgedBlocks({ replicas, reason }: Report): KnownBlock[] {
  const unjudged = replicas.filter(
    (replica) =>
      replica.verdict === 'inconclusive' && replica.series.heapAlloc.length > 0 && replica.reason !== reason,
  );
  if (unjudged.length === 0) return [];
  const lines = unjudged
    .slice(0, 8)
    .map((replica) => `• ${escapeMrkdwn(replica.target, 60)}: ${proseMrkdwn(replica.reason, 300)}`);
  const more =
    unjudged.length > 8 ? [`… and ${plural(unjudged.length - 8, 'more replica')} in report.json`] : [];
  return [section(['*Replicas that could not be judged*', ...lines, ...more])];
}

function caveatBlocks(caveats: readonly string[]): KnownBlock[] {
  if (caveats.length === 0) return [];
  const lines = caveats.slice(0, 8).map((caveat) => `• ${proseMrkdwn(caveat, 320)}`);
  const more = caveats.length > 8 ? [`… and ${caveats.length - 8} more in report.json`] : [];
  return [section(['*Keep in mind*', ...lines, ...more])];
}

function profileBlocks({ service }: Pick<Report, 'service'>, profiles: ProfilesNote): KnownBlock[] {
  if (profiles.kind === 'not-attached') {
    return [section([`*Profiles are not attached:* ${proseMrkdwn(profiles.reason, 500)}`])];
  }
  if (profiles.kind === 'nothing-attached') {
    const what = '*report.json and the profiles are not attached:*';
    const next = `Next step: check again; \`leakcheck check ${plainText(service, 60)} --json\` on the command line shows all of a report.`;
    return [section([`${what} ${proseMrkdwn(profiles.reason, 500)}`, proseMrkdwn(next, 400)])];
  }
  const commands = profiles.pairs.slice(0, 6).map(diffCommand);
  if (commands.length === 0) return [];
  const more =
    profiles.pairs.length > 6 ? [`… and ${profiles.pairs.length - 6} more pairs among the files`] : [];
  const target = profiles.pairs.length === 1 ? ` of ${mrkdwnCode(profiles.pairs[0]?.target ?? '', 60)}` : '';
  return [
    section([
      `*Look yourself:* download the attached profiles${target}, then`,
      mrkdwnCodeBlock(commands.join('\n'), 2_400),
      ...more,
    ]),
  ];
}
