import { answering, type Respond } from '../answering.ts';
import { audited, type Deed } from '../audited.ts';
import type { Asker, ListenerDeps } from '../listener-deps.ts';
import { type Command, parseCommand } from './parse-command.ts';
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
    what: command.kind === 'problem' ? 'unclear' : command.kind,
    via,
    ...('service' in command && command.service !== undefined
      ? { service: command.service.slice(0, 80) }
      : {}),
    ...('id' in command ? { check: command.id } : {}),
  };
}
