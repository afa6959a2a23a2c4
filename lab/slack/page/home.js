import { act } from './api.js';
import { blocksNode } from './blocks.js';
import { byId, h } from './dom.js';
import { state } from './state.js';

let drawnHash;

/** The app's Home tab: the app is told that it was opened, and draws what it shows. */
export function openHome() {
  drawHome();
  void act('home', {});
}

/** Shows what the app published last; until it has, that it is asked. */
export function drawHome() {
  const view = [...state.views.values()].find((each) => each.type === 'home');
  const isShown = state.current.isHome === true;
  byId('home').hidden = !isShown;
  byId('messages').hidden = isShown;
  byId('composer').hidden = isShown;
  if (!isShown || (view?.hash === drawnHash && byId('home').childElementCount > 0)) return;
  drawnHash = view?.hash;
  byId('home').replaceChildren(
    view === undefined
      ? h('p', { class: 'home-empty' }, `${state.bot.name} has not shown its Home yet.`)
      : viewNode(view),
  );
}

function viewNode(view) {
  const failed = h('div', { class: 'press-failed', role: 'alert' });
  const surface = {
    input: () => undefined,
    use: async (block, element, value) => {
      failed.textContent = '';
      const answer = await act('view/click', {
        viewId: view.id,
        blockId: block.block_id,
        actionId: element.action_id,
        value,
      });
      if (answer !== undefined && !answer.ok) failed.textContent = '⚠ The app did not respond. Try again.';
    },
  };
  return h('div', { class: 'home-view' }, blocksNode(view.content.blocks, surface), failed);
}
