import { answering, type Respond } from '../answering.ts';
import { audited, type Deed } from '../audited.ts';
import type { Asker, ListenerDeps } from '../listener-deps.ts';
import { type Command, parseCommand } from './parse-command.ts';
import type { DigestAsk } from './parse-digest.ts';
import { runCommand } from './run-command.ts';

/** Reads what was typed or mentioned, does it, writes it down and answers. */
export async function answerCommand(
  deps: ListenerDeps,
  asker: Asker,
  said: {
    readonly text: string;
    readonly via: 'command' | 'mention';
    readonly respond: Respond | undefined;
  },
): Promise<void> {
  const names = deps.services.map(({ name }) => name);
  const command = parseCommand(said.text, names);
  const deed = deedOf(command, said.via);
  await answering(deps, asker, said.respond, () =>
    audited(deps, { asker, deed }, (learn) => runCommand(deps, command, { ...asker, learn })),
  );
}

function deedOf(command: Command, via: Deed['via']): Deed {
  return {
    what: whatOf(command),
    via,
    ...(command.kind === 'digest' ? digestOf(command.ask) : {}),
    ...('service' in command && command.service !== undefined
      ? { service: command.service.slice(0, 80) }
      : {}),
    ...('id' in command ? { check: command.id } : {}),
  };
}

function whatOf(command: Command): string {
  if (command.kind === 'problem') return 'unclear';
  return command.kind === 'digest' && command.ask.action !== 'list'
    ? `${command.ask.action}_digest`
    : command.kind;
}

function digestOf(ask: DigestAsk): Pick<Deed, 'digest'> {
  if (ask.action === 'list') return {};
  return { digest: (ask.action === 'add' ? ask.draft.name : ask.name).slice(0, 80) };
}
