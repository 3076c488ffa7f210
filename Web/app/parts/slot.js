import { Part, h, icon } from '../core/dom.js';
import { t } from '../core/i18n.js';
import { address, filesOf } from '../core/pictures.js';

/// A place for one picture: choose, drop, paste. Events: "files" with a list, "clear".
class Slot extends Part {
  static observedAttributes = ['label', 'sign'];

  begin() { this.show(this.picture ?? null); }

  show(picture) {
    this.picture = picture;
    this.chooser = h('input', { type: 'file', accept: 'image/*', hidden: true, 'aria-label': this.getAttribute('label'), tabIndex: -1, onchange: () => this.give([...this.chooser.files]) });
    const label = this.getAttribute('label');
    const button = h('button', { type: 'button', class: 'slot', 'aria-label': picture ? t('changePicture', { label }) : t('addTo', { label }), onclick: () => this.chooser.click(),
      ondragover: (event) => { event.preventDefault(); this.dataset.over = ''; }, ondragleave: () => delete this.dataset.over,
      ondrop: (event) => { event.preventDefault(); event.stopPropagation(); delete this.dataset.over; this.give(filesOf(event.dataTransfer)); },
      onpaste: (event) => { const files = filesOf(event.clipboardData); if (files.length) { event.preventDefault(); event.stopPropagation(); this.give(files); } },
      onkeydown: (event) => { if (picture && ['Delete', 'Backspace'].includes(event.key)) this.dispatchEvent(new Event('clear')); } });
    if (picture) {
      const image = h('img', { alt: '' });
      address(picture.key).then((url) => { if (url) image.src = url; });
      button.append(image);
    } else button.append(icon(this.getAttribute('sign') ?? 'picture'));
    button.append(h('span', { class: 'slot-name' }, label));
    this.replaceChildren(button, this.chooser);
    if (picture) this.append(h('button', { type: 'button', class: 'slot-clear', 'aria-label': t('removePicture', { label }), onclick: () => { this.dispatchEvent(new Event('clear')); this.querySelector('.slot')?.focus(); } }, icon('close')));
    this.toggleAttribute('data-full', !!picture);
  }

  give(files) { if (files.length) this.dispatchEvent(new CustomEvent('files', { detail: files })); }
  open() { this.chooser.click(); }
}
customElements.define('kn-slot', Slot);
