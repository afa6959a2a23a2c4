import { confirmed } from './dialog.js';
import { h, safeUrl } from './dom.js';
import { state } from './state.js';

/** An element that a person can use: what is used goes to `surface.use(block, element, value)`. */
export function elementNode(block, element, surface) {
  switch (element.type) {
    case 'button':
      return buttonNode(block, element, surface);
    case 'overflow':
      return overflowNode(block, element, surface);
    default:
      return fieldNode(element, {
        onchange: (event) => use(block, element, surface, event.target, event.target.value),
      });
  }
}

/** A field for an element that takes a value: select, date, choice or text. Its `name` is the action id. */
export function fieldNode(element, attributes = {}) {
  const common = { name: element.action_id, ...attributes };
  switch (element.type) {
    case 'plain_text_input':
      return textField(element, common);
    case 'number_input':
      return h('input', {
        type: 'number',
        class: 'field-input',
        value: element.initial_value,
        min: element.min_value,
        max: element.max_value,
        step: element.is_decimal_allowed ? 'any' : '1',
        ...common,
      });
    case 'datepicker':
      return h('input', { type: 'date', class: 'field-input', value: element.initial_date, ...common });
    case 'radio_buttons':
    case 'checkboxes':
      return choicesNode(element, common);
    default:
      return selectNode(element, common);
  }
}

function buttonNode(block, element, surface) {
  const href = element.url === undefined ? undefined : safeUrl(element.url);
  return h(
    'button',
    {
      class: `button ${element.style ?? ''}`,
      type: 'button',
      'aria-label': element.accessibility_label,
      'data-action': element.action_id,
      onclick: (event) => {
        if (href !== undefined) window.open(href, '_blank', 'noopener');
        return use(block, element, surface, event.currentTarget);
      },
    },
    element.text.text,
  );
}

async function use(block, element, surface, control, value) {
  if (element.confirm !== undefined && !(await confirmed(element.confirm))) return;
  control.disabled = true;
  control.classList.add('busy');
  await surface.use(block, element, value);
  control.disabled = false;
  control.classList.remove('busy');
}

function overflowNode(block, element, surface) {
  const menu = h(
    'div',
    { class: 'menu', role: 'menu', hidden: true },
    element.options.map((option) =>
      h(
        'button',
        {
          type: 'button',
          role: 'menuitem',
          onclick: (event) => {
            menu.hidden = true;
            if (option.url !== undefined && safeUrl(option.url))
              window.open(safeUrl(option.url), '_blank', 'noopener');
            return use(block, element, surface, event.currentTarget, option.value);
          },
        },
        option.text.text,
      ),
    ),
  );
  const toggle = () => {
    menu.hidden = !menu.hidden;
    if (!menu.hidden) menu.querySelector('button')?.focus();
  };
  const button = h(
    'button',
    {
      class: 'button overflow',
      type: 'button',
      'aria-haspopup': 'menu',
      'aria-label': 'More actions',
      onclick: toggle,
    },
    '⋯',
  );
  menu.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') toggle();
  });
  return h('span', { class: 'overflow-wrap' }, button, menu);
}

function textField(element, common) {
  const attributes = {
    class: 'field-input',
    placeholder: element.placeholder?.text,
    minlength: element.min_length,
    maxlength: element.max_length ?? 3000,
    ...common,
  };
  if (element.multiline) return h('textarea', { rows: 4, ...attributes }, element.initial_value ?? '');
  return h('input', { type: 'text', value: element.initial_value, ...attributes });
}

function choicesNode(element, common) {
  const type = element.type === 'checkboxes' ? 'checkbox' : 'radio';
  const chosen = [...(element.initial_options ?? []), element.initial_option].map((option) => option?.value);
  return h(
    'div',
    { class: 'choices', role: type === 'radio' ? 'radiogroup' : 'group' },
    element.options.map((option) =>
      h(
        'label',
        {},
        h('input', { ...common, type, value: option.value, checked: chosen.includes(option.value) }),
        option.text.text,
      ),
    ),
  );
}

function selectNode(element, common) {
  const initial =
    element.initial_option?.value ??
    element.initial_user ??
    element.initial_channel ??
    element.initial_conversation ??
    '';
  const placeholder = element.placeholder?.text ?? 'Choose…';
  return h(
    'select',
    { class: 'select', 'aria-label': placeholder, ...common },
    h('option', { value: '', disabled: true, selected: initial === '' }, placeholder),
    choices(element).map(([value, label]) => h('option', { value, selected: value === initial }, label)),
  );
}

function choices(element) {
  if (element.type === 'users_select') return state.users.map((user) => [user.id, `@${user.name}`]);
  if (element.type === 'channels_select' || element.type === 'conversations_select') {
    return [...state.channels.values()].map((channel) => [channel.id, `#${channel.name}`]);
  }
  const options = element.options ?? element.option_groups.flatMap((group) => group.options);
  return options.map((option) => [option.value, option.text.text]);
}
