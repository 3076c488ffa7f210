import { Part, h, icon } from '../core/dom.js';
import { t } from '../core/i18n.js';
import { elementOf, elements } from '../core/elements.js';
import { address } from '../core/pictures.js';

/// The words of a prompt, with references and elements as chips inside the text. `@` opens the list of both.
///
/// As text a chip is `<<<image_n>>>` or `<<<element_n>>>`. Events: "change" with the text, "submit" for Ctrl or Cmd with Return,
/// "pick" when a new reference is wanted, "element" when one was chosen, "pictures" with files that were pasted.
class Prompt extends Part {
  references = [];
  elements = [];

  begin() {
    this.words ??= '';
    this.box = h('div', {
      class: 'prompt-box', contentEditable: 'true', role: 'textbox', 'aria-multiline': 'true', 'aria-label': t('prompt'),
      'aria-placeholder': t('promptHint'), dataset: { hint: t('promptHint') }, spellcheck: 'true', tabIndex: 0,
      oninput: () => this.read(), onkeydown: (event) => this.key(event), onpaste: (event) => this.paste(event),
      ondrop: (event) => { if (!event.dataTransfer?.files.length) { event.preventDefault(); this.insertText(event.dataTransfer.getData('text/plain')); } },
      onblur: () => { this.remember(); setTimeout(() => { if (!this.menu?.contains(document.activeElement)) this.closeMenu(); }, 100); },
    });
    this.append(this.box);
    this.write();
  }

  get value() { return this.words; }

  /// Shows other words. What stands there already is left, so that the caret stays.
  show(words, references, elements) {
    // A reference more changes nothing in the text, and the caret stays.
    const isSame = words === this.words && this.references.every((one, i) => one.key === references[i]?.key) && this.elements.every((one, i) => one.id === elements[i]?.id);
    this.references = references;
    this.elements = elements;
    if (isSame && this.box) return;
    this.words = words;
    if (this.box) this.write();
  }

  hint(text) {
    if (!this.box || this.box.dataset.hint === text) return;
    this.box.dataset.hint = text;
    this.box.setAttribute('aria-placeholder', text);
  }

  focusEnd() {
    this.box.focus();
    getSelection().selectAllChildren(this.box);
    getSelection().collapseToEnd();
  }

  /// Where the caret is, for what is inserted from elsewhere.
  remember() {
    const selection = getSelection();
    if (selection.rangeCount && this.box.contains(selection.anchorNode)) this.caret = selection.getRangeAt(0).cloneRange();
  }

  write() {
    const parts = this.words.split(/(<<<(?:image|element)_\d+>>>)/);
    this.box.replaceChildren(...parts.filter((part) => part !== '').map((part) => {
      const [, kind, n] = part.match(/^<<<(image|element)_(\d+)>>>$/) ?? [];
      if (kind === 'image' && this.references[n - 1]) return this.chip(n - 1);
      return kind === 'element' && this.elements[n - 1] ? this.elementChip(this.elements[n - 1]) : document.createTextNode(part);
    }));
    this.mark();
  }

  chip(index) {
    const picture = h('img', { alt: '' });
    address(this.references[index].key).then((url) => { if (url) picture.src = url; });
    return h('span', { class: 'chip', contentEditable: 'false', dataset: { key: this.references[index].key } }, picture, t('pictureN', { n: index + 1 }));
  }

  elementChip({ id, name }) {
    const front = elementOf(id)?.front;
    return h('span', { class: 'chip', contentEditable: 'false', dataset: { element: id } }, front ? h('img', { src: front, alt: '' }) : icon('element'), name);
  }

  mark() { this.box.toggleAttribute('data-empty', this.words.trim() === ''); }

  read() {
    let text = '';
    const walk = (node) => {
      if (node.nodeType === Node.TEXT_NODE) text += node.data;
      else if (node.classList?.contains('chip')) {
        const { key, element } = node.dataset;
        const index = element ? this.elements.findIndex((one) => String(one.id) === element) : this.references.findIndex((one) => one.key === key);
        if (index >= 0) text += `<<<${element ? 'element' : 'image'}_${index + 1}>>>`;
      } else if (node.nodeName === 'BR') text += '\n';
      else {
        if (node.nodeName === 'DIV' && text && !text.endsWith('\n')) text += '\n';
        node.childNodes.forEach(walk);
      }
    };
    this.box.childNodes.forEach(walk);
    this.words = text.replaceAll('\u00a0', ' ').replace(/\n$/, '');
    this.mark();
    this.dispatchEvent(new CustomEvent('change', { detail: this.words }));
  }

  key(event) {
    if (this.menu) {
      if (event.key === 'Escape') { event.stopPropagation(); return this.closeMenu(); }
      if (event.key === 'ArrowDown') { event.preventDefault(); return this.menu.querySelector('button').focus(); }
    }
    if (event.isComposing) return;
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.dispatchEvent(new Event('submit'));
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      this.insertText('\n');
    } else if (event.key === '@') {
      event.preventDefault();
      this.openMenu();
    }
  }

  paste(event) {
    const files = [...event.clipboardData.files].filter((file) => file.type.startsWith('image/'));
    event.preventDefault();
    event.stopPropagation();
    if (files.length) this.dispatchEvent(new CustomEvent('pictures', { detail: files }));
    else this.insertText(event.clipboardData.getData('text/plain'));
  }

  insertText(text) { if (text) this.insert(document.createTextNode(text)); }

  insert(node) {
    const selection = getSelection();
    let range = selection.rangeCount && this.box.contains(selection.anchorNode) ? selection.getRangeAt(0) : this.caret;
    if (!range || !this.box.contains(range.startContainer)) {
      range = document.createRange();
      range.selectNodeContents(this.box);
      range.collapse(false);
    }
    range.deleteContents();
    range.insertNode(node);
    // A line that ends the text shows only with something behind it.
    if (node.data?.endsWith('\n') && !node.nextSibling) node.after(h('br'));
    range.setStartAfter(node);
    range.collapse(true);
    selection.removeAllRanges();
    selection.addRange(range);
    this.read();
  }

  insertReference(index) {
    this.closeMenu();
    this.box.focus();
    this.insert(this.chip(index));
    this.insertText(' ');
  }

  insertElement(index) {
    this.closeMenu();
    this.box.focus();
    this.insert(this.elementChip(this.elements[index]));
    this.insertText(' ');
  }

  openMenu() {
    this.closeMenu();
    this.remember();
    const buttons = this.references.map((one, index) => {
      const picture = h('img', { alt: '' });
      address(one.key).then((url) => { if (url) picture.src = url; });
      return h('button', { type: 'button', role: 'menuitem', onclick: () => this.insertReference(index) }, picture, t('pictureN', { n: index + 1 }));
    });
    if (this.takesElements) for (const one of elements()) buttons.push(h('button', { type: 'button', role: 'menuitem', onclick: () => this.dispatchEvent(new CustomEvent('element', { detail: one })) }, h('img', { src: one.front, alt: '' }), one.name));
    buttons.push(h('button', { type: 'button', role: 'menuitem', onclick: () => { this.closeMenu(); this.dispatchEvent(new Event('pick')); } }, icon('plus'), t('addPicture')));
    if (this.takesElements) buttons.push(h('button', { type: 'button', role: 'menuitem', onclick: () => { this.closeMenu(); location.hash = '#/elements'; } }, icon('element'), t('anElement')));
    buttons.push(h('button', { type: 'button', role: 'menuitem', onclick: () => { this.closeMenu(); this.box.focus(); this.insertText('@'); } }, h('b', {}, '@'), t('plainAt')));
    this.menu = h('div', { class: 'menu', role: 'menu', 'aria-label': t('insertPicture'), onkeydown: (event) => {
      const at = buttons.indexOf(document.activeElement);
      if (event.key === 'ArrowDown') { event.preventDefault(); buttons[(at + 1) % buttons.length].focus(); }
      if (event.key === 'ArrowUp') { event.preventDefault(); buttons[(at + buttons.length - 1) % buttons.length].focus(); }
      if (event.key === 'Escape') { event.stopPropagation(); this.closeMenu(); this.box.focus(); }
    } }, buttons);
    this.append(this.menu);
    buttons[0].focus();
  }

  closeMenu() {
    this.menu?.remove();
    this.menu = null;
  }
}
customElements.define('kn-prompt', Prompt);
