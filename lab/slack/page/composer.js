import { act } from './api.js';
import { h } from './dom.js';
import { globalMenu } from './shortcuts.js';
import { state } from './state.js';

/** Fills a form with a message box: Enter sends, Shift+Enter breaks the line, `/` and `@` offer names. */
export function composer(form, { id, place, placeholder }) {
  const box = h('textarea', { id, rows: 1, 'aria-label': 'Message', placeholder });
  const offers = h('ul', { class: 'offers', role: 'listbox', id: `${id}-offers`, hidden: true });
  const send = h('button', { class: 'send', type: 'submit', 'aria-label': 'Send message' }, '➤');
  form.replaceChildren(offers, h('div', { class: 'composer-box' }, globalMenu(), box, send));
  const menu = offerMenu(box, offers);
  box.addEventListener('input', () => {
    grow(box);
    menu.refresh();
  });
  box.addEventListener('keydown', (event) => {
    if (menu.handle(event)) event.preventDefault();
    else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  box.addEventListener('blur', () => setTimeout(menu.hide, 150));
  form.onsubmit = (event) => {
    event.preventDefault();
    const text = box.value.trim();
    if (text === '') return;
    box.value = '';
    grow(box);
    menu.hide();
    void act('say', { ...place(), text });
  };
  return {
    focus: () => box.focus(),
    setPlaceholder: (text) => {
      box.placeholder = text;
    },
  };
}

function grow(box) {
  box.style.height = 'auto';
  box.style.height = `${Math.min(box.scrollHeight, 200)}px`;
}

function offerMenu(box, list) {
  let found = [];
  let chosen = 0;

  function refresh() {
    found = offersFor(box.value.slice(0, box.selectionStart));
    chosen = 0;
    draw();
  }

  function draw() {
    list.hidden = found.length === 0;
    list.replaceChildren(
      ...found.map((offer, index) =>
        h(
          'li',
          { role: 'option', 'aria-selected': String(index === chosen), onmousedown: () => take(index) },
          h('strong', {}, offer.label),
          h('span', {}, offer.note),
        ),
      ),
    );
  }

  function take(index) {
    const offer = found[index];
    const before = box.value.slice(0, box.selectionStart - offer.typed.length);
    const after = box.value.slice(box.selectionStart);
    box.value = `${before}${offer.label} ${after}`;
    box.selectionStart = before.length + offer.label.length + 1;
    box.selectionEnd = box.selectionStart;
    hide();
    box.focus();
  }

  function hide() {
    found = [];
    draw();
  }

  /** Whether the key was the menu's. */
  function handle(event) {
    if (found.length === 0) return false;
    if (event.key === 'ArrowDown') chosen = (chosen + 1) % found.length;
    else if (event.key === 'ArrowUp') chosen = (chosen + found.length - 1) % found.length;
    else if (event.key === 'Escape') found = [];
    else if (event.key === 'Tab' || (event.key === 'Enter' && found[chosen].typed !== found[chosen].label)) {
      take(chosen);
      return true;
    } else return false;
    draw();
    return true;
  }

  return { refresh, hide, handle };
}

function offersFor(before) {
  const command = /^\/[\w-]*$/.exec(before)?.[0];
  if (command !== undefined) {
    return [
      ...state.commands.map((label) => ({ label, note: 'the app', typed: command })),
      { label: '/invite', note: `@${state.bot.name} into this channel`, typed: command },
    ].filter((offer) => offer.label.startsWith(command));
  }
  const mention = /(?:^|\s)(@[\w.-]*)$/.exec(before)?.[1];
  if (mention === undefined) return [];
  const people = state.users
    .filter((user) => user.name !== 'slackbot')
    .map((user) => ({ label: `@${user.name}`, note: user.isBot ? 'app' : user.realName, typed: mention }));
  const groups = state.groups.map((group) => ({
    label: `@${group.handle}`,
    note: group.name,
    typed: mention,
  }));
  return [...people, ...groups].filter((offer) => offer.label.startsWith(mention)).slice(0, 6);
}
