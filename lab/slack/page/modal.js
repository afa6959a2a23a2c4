import { act } from './api.js';
import { blocksNode } from './blocks.js';
import { openDialog } from './dialog.js';
import { h } from './dom.js';
import { fieldNode } from './elements.js';
import { state } from './state.js';

/** The modals on screen, by view id. */
const shown = new Map();

/** Brings the dialogs in line with the open views: opens, redraws and closes. */
export function showModals() {
  for (const [id, modal] of shown) {
    const view = state.views.get(id);
    if (view === undefined) {
      shown.delete(id);
      modal.closeSilently();
    } else if (view.hash !== modal.hash) draw(modal, view);
  }
  for (const view of state.views.values()) {
    if (view.type === 'modal' && !shown.has(view.id)) open(view);
  }
}

function open(view) {
  const modal = openDialog({
    label: view.content.title.text,
    className: 'modal',
    onclose: () => {
      shown.delete(view.id);
      if (state.views.delete(view.id)) void act('view/close', { viewId: view.id });
    },
  });
  shown.set(view.id, modal);
  draw(modal, view);
}

function draw(modal, view) {
  modal.hash = view.hash;
  const { content } = view;
  const form = h('form', { method: 'dialog', novalidate: true });
  const surface = {
    input: (block) => inputNode(block),
    use: (_, element, value) =>
      act('view/click', { viewId: view.id, actionId: element.action_id, value, values: valuesOf(form) }),
  };
  form.append(
    h(
      'header',
      {},
      h('h2', {}, content.title.text),
      h('button', { class: 'icon-button', type: 'button', 'aria-label': 'Close', onclick: modal.close }, '✕'),
    ),
    h('div', { class: 'modal-body' }, blocksNode(content.blocks, surface)),
    h('p', { class: 'modal-error', role: 'alert' }),
    h(
      'footer',
      {},
      h('button', { class: 'button', type: 'button', onclick: modal.close }, content.close?.text ?? 'Close'),
      content.submit && h('button', { class: 'button primary', type: 'submit' }, content.submit.text),
    ),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void submit(view, form);
  });
  modal.dialog.replaceChildren(form);
  form.querySelector('input, textarea, select')?.focus();
}

function inputNode(block) {
  const id = `input-${block.block_id}`;
  const isChoice = ['radio_buttons', 'checkboxes'].includes(block.element.type);
  return h(
    'div',
    { class: 'input-block', 'data-block': block.block_id },
    h(
      isChoice ? 'span' : 'label',
      { class: 'input-label', for: isChoice ? undefined : id },
      block.label.text,
      block.optional && h('span', { class: 'optional' }, ' (optional)'),
    ),
    fieldNode(block.element, isChoice ? {} : { id, 'aria-describedby': `${id}-error` }),
    block.hint && h('div', { class: 'hint' }, block.hint.text),
    h('div', { class: 'input-error', id: `${id}-error`, role: 'alert' }),
  );
}

async function submit(view, form) {
  const button = form.querySelector('[type=submit]');
  button.disabled = true;
  button.classList.add('busy');
  const result = await act('view/submit', { viewId: view.id, values: valuesOf(form) });
  button.disabled = false;
  button.classList.remove('busy');
  for (const error of form.querySelectorAll('.input-error, .modal-error')) error.textContent = '';
  if (result === undefined || result.ok) return;
  if (result.error) {
    form.querySelector('.modal-error').textContent =
      'We had some trouble connecting. Try again? (the app did not answer in time)';
    return;
  }
  for (const [block, text] of Object.entries(result.errors)) {
    const holder = form.querySelector(`[data-block="${CSS.escape(block)}"]`);
    if (holder === null) form.querySelector('.modal-error').textContent = text;
    else holder.querySelector('.input-error').textContent = text;
  }
  form
    .querySelector('.input-error:not(:empty)')
    ?.parentElement?.querySelector('input, textarea, select')
    ?.focus();
}

/** What was entered, by action id. */
function valuesOf(form) {
  const values = {};
  for (const [name, value] of new FormData(form)) {
    const isMany = form.querySelector(`input[type=checkbox][name="${CSS.escape(name)}"]`) !== null;
    values[name] = isMany ? [...(values[name] ?? []), value] : value;
  }
  return values;
}
