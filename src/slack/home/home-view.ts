import type { Button, HomeView, KnownBlock } from '@slack/types';
import type { Allowed } from '../../access/permissions.ts';
import { type HomeFacts, servicesPerPage } from '../../check/home/home-facts.ts';
import type { Message } from '../../check/poster.ts';
import { slackDate } from '../../report/escape-mrkdwn.ts';
import { context, section } from '../../report/thread/thread-message.ts';
import { plural } from '../../report/units.ts';
import { problemSentences } from '../commands/own-rights.ts';
import { plain } from '../views/plain.ts';
import { homeActions } from './home-actions.ts';
import { digestLine, leakLine, runningLine } from './home-lines.ts';
import { noServiceLines } from './no-service-lines.ts';
import { serviceBlock } from './service-block.ts';

/** Home as Slack takes it: at most 100 blocks, whatever the size of the fleet. Carries its page along. */
export function homeView(facts: HomeFacts, admins: Allowed | undefined): HomeView {
  const { services, nowMs } = facts;
  const problems = problemSentences(facts.problems).slice(0, 5);
  return {
    type: 'home',
    private_metadata: String(services.page),
    blocks: [
      { type: 'header', text: plain('How your services stand') },
      section([summary(facts)]),
      mainButtons(services.total > 0),
      context([
        `As of ${slackDate(nowMs, '{date_short_pretty} {time_secs}')}. *Refresh* shows how it stands now.`,
      ]),
      ...(services.total === 0 ? [section(noServiceLines(services.hidden, admins))] : []),
      ...(problems.length === 0 ? [] : [context(problems)]),
      ...listBlocks('Open leaks', facts.leaks, leakLine, 'Press *Incidents* for more of them.'),
      ...listBlocks('Checks running', facts.running, runningLine, '`/leakcheck status` shows all.'),
      ...listBlocks('Digests', facts.digests, digestLine, '`/leakcheck digest list` shows all.'),
      ...serviceBlocks(facts),
    ],
  };
}

/** Home when it cannot be said how things stand: why, the next step, and the buttons to take it. */
export function homeFailureView(why: Message, page: number): HomeView {
  return {
    type: 'home',
    private_metadata: String(page),
    blocks: [
      { type: 'header', text: plain('How your services stand') },
      ...(why.blocks as KnownBlock[]),
      mainButtons(false),
    ],
  };
}

function summary({ services, running }: HomeFacts): string {
  const { total, leaking } = services;
  if (total === 0)
    return 'Says whether a Go service leaks, how sure it is, which stack is to blame and how to fix it.';
  const open = leaking === 0 ? 'none with an open leak' : `*${leaking}* with open leaks`;
  return `*${plural(total, 'service')}* of yours: ${open} · ${plural(running.total, 'check')} running`;
}

function mainButtons(mayCheck: boolean): KnownBlock {
  return {
    type: 'actions',
    block_id: 'leakcheck.home_main',
    elements: [
      ...(mayCheck ? [button(homeActions.checkAny, 'Check a service', 'any', 'primary')] : []),
      button(homeActions.incidents, 'Incidents', 'all'),
      button(homeActions.help, 'Help', 'help'),
      button(homeActions.refresh, 'Refresh', 'refresh'),
    ],
  };
}

function listBlocks<T>(
  title: string,
  { shown, total }: { readonly shown: readonly T[]; readonly total: number },
  lineOf: (each: T) => string,
  howToSeeMore: string,
): KnownBlock[] {
  if (total === 0) return [];
  const more = total - shown.length;
  return [
    { type: 'divider' },
    section([`*${title}* (${total})`]),
    ...shown.map((each) => section([lineOf(each)])),
    ...(more > 0 ? [context([`… and ${more} more. ${howToSeeMore}`])] : []),
  ];
}

function serviceBlocks({ services }: HomeFacts): KnownBlock[] {
  const { shown, page, pages, total, hidden } = services;
  if (total === 0) return [];
  const first = page * servicesPerPage + 1;
  const range = pages === 1 ? `(${total})` : `${first} to ${first + shown.length - 1} of ${total}`;
  const turns = [
    ...(page > 0 ? [button(homeActions.previous, 'Previous services', String(page - 1))] : []),
    ...(page < pages - 1 ? [button(homeActions.next, 'More services', String(page + 1))] : []),
  ];
  return [
    { type: 'divider' },
    section([`*Services* ${range}${pages === 1 ? '' : ', those with open leaks first'}`]),
    ...shown.map(serviceBlock),
    ...(turns.length === 0
      ? []
      : [{ type: 'actions' as const, block_id: 'leakcheck.home_pages', elements: turns }]),
    ...(hidden === 0 ? [] : [context([`${plural(hidden, 'more service')} not open to you.`])]),
  ];
}

function button(action: string, label: string, value: string, style?: 'primary'): Button {
  return {
    type: 'button',
    action_id: action,
    text: plain(label),
    value,
    ...(style === undefined ? {} : { style }),
  };
}
