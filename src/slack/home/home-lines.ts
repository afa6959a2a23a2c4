import type { HomeDigest } from '../../check/home/home-digests.ts';
import type { HomeCheck, HomeLeak } from '../../check/home/home-facts.ts';
import { stateOf } from '../../incident/finding-state.ts';
import { escapeMrkdwn, mention, mrkdwnCode, slackDate } from '../../report/escape-mrkdwn.ts';
import { shortFunction } from '../../report/go-name.ts';
import { incidentSentence } from '../../report/incident-sentence.ts';
import { slackShow } from '../../report/shows.ts';
import { formatWindow } from '../../report/units.ts';
import { stateWords } from '../commands/status-reply.ts';

/** A leak: of which service, its culprit, how it stands and since when, and where people talk of it. */
export function leakLine({ service, incident, link }: HomeLeak): string {
  const { kind, last, culprit } = incident;
  const stands = incidentSentence(stateOf(incident), { kind, perMinute: last.perMinute }, slackShow);
  return [
    `*${escapeMrkdwn(service, 80)}*`,
    `${mrkdwnCode(shortFunction(culprit), 160)}\n${stands}`,
    ...(link === undefined ? [] : [`<${link}|its thread>`]),
  ].join(' · ');
}

export function runningLine({ check, link }: HomeCheck): string {
  const { service, windowMs, state, points, captured, requestedBy, digest } = check;
  const name = `*${escapeMrkdwn(service, 80)}*`;
  const done = state === 'capturing' && points > 0 ? ` ${captured} of ${points}` : '';
  return [
    `${name} over ${formatWindow(windowMs)}`,
    `${stateWords[state]}${done}`,
    digest === undefined ? `asked by ${mention(requestedBy)}` : 'for a digest',
    ...(link === undefined ? [] : [`<${link}|its thread>`]),
  ].join(' · ');
}

export function digestLine({ digest, nextMs, pausedBy }: HomeDigest): string {
  const when =
    pausedBy === undefined ? `the next one is due ${slackDate(nextMs)}` : `*paused* by ${mention(pausedBy)}`;
  return `*${escapeMrkdwn(digest.name, 60)}* in <#${digest.channel}> · ${when}`;
}
