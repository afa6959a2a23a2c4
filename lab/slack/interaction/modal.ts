import { objectOf } from '../args.ts';
import { checkView } from '../blocks/check.ts';
import type { Json, User, View } from '../model.ts';
import { SlackFailure } from '../slack-failure.ts';
import type { Delivery, SocketMode } from '../socket-mode.ts';
import { pushed } from '../web-api/views.ts';
import { viewJson } from '../wire.ts';
import type { World } from '../world.ts';
import { payloadHead, userNamed } from './actor.ts';
import { actionJson } from './click.ts';
import { elementState, elementsOf, isEmptyState } from './element.ts';

export interface SubmitInput {
  readonly user: string;
  readonly viewId: string;
  /** What was entered, by action id (or block id): a text, or the value (values) of the chosen options. */
  readonly values?: Readonly<Record<string, string | readonly string[]>>;
}

export interface ClickInViewInput extends SubmitInput {
  readonly actionId: string;
  /** Needed only where two blocks hold the same action. */
  readonly blockId?: string;
  readonly value?: string;
}

export type SubmitResult =
  /** The modal is gone. */
  | { readonly ok: true; readonly closed: true; readonly ackMs: number }
  /** The app shows another view instead. */
  | { readonly ok: true; readonly closed: false; readonly viewId: string; readonly ackMs: number }
  /** Messages by block id: from Slack for a required input, from the app for `response_action: 'errors'`. */
  | { readonly ok: false; readonly errors: Readonly<Record<string, string>> }
  /** The app did not answer, or answered with a view that Slack refuses. */
  | { readonly ok: false; readonly error: string };

/** A person submits a modal; what the app's ack says is done. */
export async function submitView(
  world: World,
  sockets: SocketMode,
  input: SubmitInput,
): Promise<SubmitResult> {
  const user = userNamed(world, input.user);
  const view = openView(world, user, input.viewId);
  const values = viewValues(view, input.values ?? {});
  const missing = missingInputs(view, values);
  if (Object.keys(missing).length > 0) return { ok: false, errors: missing };
  const delivery = await sockets.deliver('interactive', {
    type: 'view_submission',
    ...payloadHead(world, user),
    trigger_id: world.triggers.issue({ user: user.id, viewId: view.id }),
    view: { ...viewJson(world, view), state: { values } },
    response_urls: [],
  });
  if (!delivery.ok) return delivery;
  return applyAck(world, view, delivery);
}

/** A person closes a modal; the app hears of it only if it asked to (`notify_on_close`). */
export async function closeView(
  world: World,
  sockets: SocketMode,
  input: { readonly user: string; readonly viewId: string },
): Promise<Delivery | undefined> {
  const user = userNamed(world, input.user);
  const view = openView(world, user, input.viewId);
  world.store.closeView(view);
  if (view.content.notify_on_close !== true) return undefined;
  return sockets.deliver('interactive', {
    type: 'view_closed',
    ...payloadHead(world, user),
    view: viewJson(world, view),
    is_cleared: false,
  });
}

/** A person uses a button or menu inside a modal or on the Home tab. */
export function clickInView(world: World, sockets: SocketMode, input: ClickInViewInput): Promise<Delivery> {
  const user = userNamed(world, input.user);
  const view = openView(world, user, input.viewId);
  const placed = elementsOf(view.content.blocks).find(
    ({ block, element }) =>
      element.action_id === input.actionId &&
      (input.blockId === undefined || block.block_id === input.blockId),
  );
  if (placed === undefined) throw new Error(`No action "${input.actionId}" in view ${view.id}`);
  const values = viewValues(view, input.values ?? {});
  return sockets.deliver('interactive', {
    type: 'block_actions',
    ...payloadHead(world, user),
    container: { type: 'view', view_id: view.id },
    trigger_id: world.triggers.issue({ user: user.id, viewId: view.id }),
    view: { ...viewJson(world, view), state: { values } },
    actions: [actionJson(world, placed, input.value)],
  });
}

function applyAck(world: World, view: View, delivery: Delivery & { ok: true }): SubmitResult {
  const { response, ackMs } = delivery;
  switch (response.response_action) {
    case 'errors':
      return { ok: false, errors: errorTexts(view, response.errors) };
    case 'update':
    case 'push':
      return shown(world, view, response, ackMs);
    case 'clear':
      for (const each of world.store.views()) if (each.rootId === view.rootId) world.store.closeView(each);
      return { ok: true, closed: true, ackMs };
    default:
      world.store.closeView(view);
      return { ok: true, closed: true, ackMs };
  }
}

function shown(
  world: World,
  view: View,
  response: Readonly<Record<string, unknown>>,
  ackMs: number,
): SubmitResult {
  try {
    const content = checkView(response.view, 'modal');
    const next =
      response.response_action === 'push'
        ? pushed(world, view, content)
        : { ...view, hash: world.nextTs(), content };
    world.store.putView(next);
    return { ok: true, closed: false, viewId: next.id, ackMs };
  } catch (error) {
    if (error instanceof SlackFailure) return { ok: false, error: error.code };
    throw error;
  }
}

function errorTexts(view: View, errors: unknown): Record<string, string> {
  const known = new Set(view.content.blocks.map((block) => block.block_id));
  const entries = Object.entries(objectOf(errors) ?? {}).map(([id, text]) => [id, String(text)] as const);
  // Slack shows an error beside an input; one for a block that is not there fails the whole answer.
  const stray = entries.find(([id]) => !known.has(id));
  if (stray !== undefined) throw new Error(`response_action "errors" names the unknown block "${stray[0]}"`);
  return Object.fromEntries(entries);
}

function openView(world: World, user: User, id: string): View {
  const view = world.store.view(id);
  if (view !== undefined && view.user === user.id) return view;
  throw new Error(`No open view ${id} for @${user.name}`);
}

type Values = { [block: string]: { [action: string]: Json } };

function viewValues(view: View, entered: Readonly<Record<string, string | readonly string[]>>): Values {
  const values: Values = {};
  for (const { block, element } of elementsOf(view.content.blocks)) {
    if (element.type === 'button' || element.type === 'overflow') continue;
    const given = entered[element.action_id] ?? entered[block.block_id];
    values[block.block_id] = {
      ...values[block.block_id],
      [element.action_id]: elementState(element, given),
    };
  }
  return values;
}

/** What Slack's own client says before it sends anything. */
function missingInputs(view: View, values: Values): Record<string, string> {
  const inputs = view.content.blocks.filter((block) => block.type === 'input' && block.optional !== true);
  const missing = inputs.filter((block) => Object.values(values[block.block_id] ?? {}).every(isEmptyState));
  return Object.fromEntries(missing.map((block) => [block.block_id, 'Please complete this required field.']));
}
