import { openDialog } from './dialog.js';
import { h, safeUrl } from './dom.js';

/** An image block or element, by address or by an uploaded file; `small` for an element beside text. */
export function pictureNode(block, size = 'large') {
  const source = safeUrl(block.image_url ?? fileAddress(block.slack_file));
  if (size === 'small') return h('img', { class: 'picture-small', src: source, alt: block.alt_text });
  return h(
    'figure',
    { class: 'picture' },
    block.title && h('figcaption', {}, block.title.text),
    enlargeable(source, block.alt_text),
  );
}

/** A shared file: images in place, anything else as a card to download. */
export function fileNode(file) {
  if (!file.mimetype) return h('div', { class: 'file-card' }, `${file.name} is being processed…`);
  if (file.mimetype.startsWith('image/')) {
    return h(
      'figure',
      { class: 'picture' },
      h('figcaption', {}, file.title || file.name),
      enlargeable(file.url_private, file.alt_txt ?? file.title),
    );
  }
  return h(
    'a',
    { class: 'file-card', href: file.url_private_download, download: file.name },
    h('span', { class: 'file-icon', 'aria-hidden': true }, file.filetype.slice(0, 4)),
    h(
      'span',
      { class: 'file-words' },
      h('span', { class: 'file-name' }, file.title || file.name),
      h('span', { class: 'file-size' }, `${file.pretty_type} · ${sizeText(file.size)} · Download`),
    ),
  );
}

function enlargeable(source, altText) {
  const image = h('img', { src: source, alt: altText, loading: 'lazy' });
  return h(
    'button',
    { class: 'enlarge', type: 'button', title: 'Enlarge', onclick: () => enlarge(source, altText) },
    image,
  );
}

function enlarge(source, altText) {
  const { dialog, close } = openDialog({ label: altText, className: 'lightbox' });
  dialog.append(
    h('button', { class: 'icon-button', type: 'button', 'aria-label': 'Close image', onclick: close }, '✕'),
    h('img', { src: source, alt: altText }),
    h('p', {}, altText),
  );
}

/** By the file's id, or by the address that an upload was given. */
function fileAddress(file) {
  return file?.id === undefined ? file?.url : `/files/${encodeURIComponent(file.id)}/image`;
}

function sizeText(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
