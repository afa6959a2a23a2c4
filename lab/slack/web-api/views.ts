import { type Args, jsonArg, requiredText, textArg } from '../args.ts';
import { checkView } from '../blocks/check.ts';
import { newId } from '../ids.ts';
import type { View } from '../model.ts';
import { SlackFailure } from '../slack-failure.ts';
import { viewJson } from '../wire.ts';
import type { World } from '../world.ts';
import type { Methods } from './method.ts';

export const viewMethods: Methods = {
  'views.open': { run: open },
  'views.push': { run: push },
  'views.update': { run: update },
  'views.publish': { run: publish },
};

const MAX_STACK = 3;

function open(world: World, args: Args) {
  const content = checkView(jsonArg(args, 'view', 'invalid_arguments'), 'modal');
  refuseExternalId(world, content.external_id);
  const { user } = world.triggers.exchange(requiredText(args, 'trigger_id'));
  const id = newId('V');
  return saved(world, { id, hash: world.nextTs(), user, type: 'modal', rootId: id, content });
}

function push(world: World, args: Args) {
  const content = checkView(jsonArg(args, 'view', 'invalid_arguments'), 'modal');
  refuseExternalId(world, content.external_id);
  const trigger = world.triggers.exchange(requiredText(args, 'trigger_id'));
  const below = trigger.viewId === undefined ? undefined : world.store.view(trigger.viewId);
  if (below === undefined) throw new SlackFailure('view_not_found');
  return saved(world, pushed(world, below, content));
}

/** The view that lies upon another, at most three high. */
export function pushed(world: World, below: View, content: View['content']): View {
  const stack = world.store.views().filter((view) => view.rootId === below.rootId);
  if (stack.length >= MAX_STACK) throw new SlackFailure('push_limit_reached');
  return {
    id: newId('V'),
    hash: world.nextTs(),
    user: below.user,
    type: 'modal',
    rootId: below.rootId,
    previousId: below.id,
    content,
  };
}

function update(world: World, args: Args) {
  const view = wantedView(world, args);
  const hash = textArg(args, 'hash');
  if (hash !== undefined && hash !== view.hash) throw new SlackFailure('hash_conflict');
  const content = checkView(jsonArg(args, 'view', 'invalid_arguments'), view.type);
  refuseExternalId(world, content.external_id, view.id);
  return saved(world, { ...view, hash: world.nextTs(), content });
}

function publish(world: World, args: Args) {
  const user = requiredText(args, 'user_id');
  if (world.store.user(user) === undefined) throw new SlackFailure('user_not_found');
  const content = checkView(jsonArg(args, 'view', 'invalid_arguments'), 'home');
  const known = world.store.views().find((view) => view.type === 'home' && view.user === user);
  const hash = textArg(args, 'hash');
  if (hash !== undefined && hash !== known?.hash) throw new SlackFailure('hash_conflict');
  const id = known?.id ?? newId('V');
  return saved(world, { id, hash: world.nextTs(), user, type: 'home', rootId: id, content });
}

function saved(world: World, view: View) {
  world.store.putView(view);
  return { view: viewJson(world, view) };
}

function wantedView(world: World, args: Args): View {
  const id = textArg(args, 'view_id');
  const externalId = textArg(args, 'external_id');
  const view =
    id === undefined
      ? world.store.views().find((each) => each.content.external_id === externalId)
      : world.store.view(id);
  if (view === undefined || (id === undefined && externalId === undefined))
    throw new SlackFailure('not_found');
  return view;
}

function refuseExternalId(world: World, externalId: unknown, exceptId?: string): void {
  if (externalId === undefined || externalId === '') return;
  const taken = world.store
    .views()
    .some((view) => view.id !== exceptId && view.content.external_id === externalId);
  if (taken) throw new SlackFailure('duplicate_external_id');
}
