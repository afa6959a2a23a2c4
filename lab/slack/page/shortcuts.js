import { act } from './api.js';
import { h, toast } from './dom.js';
import { state } from './state.js';

/** The menu of a message: the shortcuts that the app has for messages. Undefined where it has none. */
export function messageMenu(message) {
  return shortcutMenu({
    type: 'message',
    label: 'More actions',
    sign: '⋯',
    use: (callbackId) => act('shortcut/message', { channel: message.channel, ts: message.ts, callbackId }),
  });
}

/** The shortcuts of the message box, which belong to no channel. */
export function globalMenu() {
  return shortcutMenu({
    type: 'global',
    label: 'Shortcuts',
    sign: '+',
    use: (callbackId) => act('shortcut/global', { callbackId }),
  });
}

function shortcutMenu({ type, label, sign, use }) {
  const menu = h('div', { class: 'menu', role: 'menu', hidden: true });
  const close = () => {
    menu.hidden = true;
  };
  const item = ({ name, callbackId }) =>
    h(
      'button',
      {
        type: 'button',
        role: 'menuitem',
        onclick: async () => {
          close();
          const answer = await use(callbackId);
          if (answer !== undefined && !answer.ok)
            toast(`${name}: ${state.bot.name} did not respond. Try again.`);
        },
      },
      h('span', {}, name),
      h('span', { class: 'menu-app' }, state.bot.name),
    );
  const open = () => {
    menu.replaceChildren(...state.shortcuts.filter((each) => each.type === type).map(item));
    menu.hidden = !menu.hidden;
    if (!menu.hidden) menu.querySelector('button')?.focus();
  };
  const button = h(
    'button',
    {
      class: 'more',
      type: 'button',
      title: label,
      'aria-label': label,
      'aria-haspopup': 'menu',
      onclick: open,
    },
    sign,
  );
  const wrap = h('span', { class: 'more-wrap' }, button, menu);
  wrap.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || menu.hidden) return;
    event.stopPropagation();
    close();
    button.focus();
  });
  wrap.addEventListener('focusout', (event) => {
    if (!wrap.contains(event.relatedTarget)) close();
  });
  return wrap;
}
