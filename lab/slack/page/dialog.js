import { byId, h } from './dom.js';

/** A modal dialog that leaves the page when it closes. `onclose` hears of a close by the person, `close()` does not tell. */
export function openDialog({ label, className, onclose }) {
  const dialog = h('dialog', { class: className, 'aria-label': label });
  let isSilent = false;
  dialog.addEventListener('close', () => {
    dialog.remove();
    if (!isSilent) onclose?.();
  });
  byId('dialogs').append(dialog);
  dialog.showModal();
  return {
    dialog,
    close: () => dialog.close(),
    closeSilently: () => {
      isSilent = true;
      dialog.close();
    },
  };
}

/** Slack's confirmation of a button; resolves to what the person chose. */
export function confirmed(confirm) {
  return new Promise((resolve) => {
    let isSure = false;
    const { dialog, close } = openDialog({
      label: confirm.title.text,
      className: 'modal confirm',
      onclose: () => resolve(isSure),
    });
    const sure = () => {
      isSure = true;
      close();
    };
    dialog.append(
      h('h2', {}, confirm.title.text),
      h('p', {}, confirm.text.text),
      h(
        'footer',
        {},
        h('button', { class: 'button', type: 'button', onclick: close }, confirm.deny.text),
        h(
          'button',
          { class: `button ${confirm.style ?? 'primary'}`, type: 'button', onclick: sure },
          confirm.confirm.text,
        ),
      ),
    );
  });
}
