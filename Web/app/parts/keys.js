import { Part, h, icon } from '../core/dom.js';
import { day, t } from '../core/i18n.js';
import { get, post, send } from '../core/api.js';
import { who } from '../core/session.js';
import { sentence } from '../core/errors.js';
import { say } from './shell.js';

/// An account's keys for programs. Who is signed in with a password makes and revokes them; a key cannot.
class Keys extends Part {
  begin() {
    this.list = h('ul', { class: 'keys' });
    this.made = h('div', { class: 'made', 'aria-live': 'polite' });
    this.append(this.list, this.made);
    if (who().isKey) this.append(h('p', { class: 'quiet-text' }, t('keysWithPassword')));
    else this.append(this.form());
    this.show();
  }

  form() {
    const name = h('input', { name: 'name', maxlength: 64, required: true, autocomplete: 'off', placeholder: t('keyNameHint') });
    return h('form', { class: 'row fields', onsubmit: async (event) => {
      event.preventDefault();
      try {
        const { key, secret } = await post('/v1/keys', { name: name.value.trim() || t('apiKey') });
        const field = h('input', { readOnly: true, value: secret });
        this.made.replaceChildren(h('label', { class: 'field' }, h('span', {}, t('keyOnce', { name: key.name })), field));
        name.value = '';
        field.select();
        this.show();
      } catch (error) { say(sentence(error).text, 'bad'); }
    } }, h('label', { class: 'field' }, h('span', {}, t('keyName')), name), h('button', { class: 'secondary', type: 'submit' }, icon('plus'), t('makeKey')));
  }

  async show() {
    try {
      const keys = await get('/v1/keys');
      const used = keys.filter((key) => !key.revoked_at);
      this.list.replaceChildren(...used.map((key) => h('li', {}, h('b', {}, key.name), h('code', {}, `${key.hint}…`), h('span', { class: 'quiet-text' }, day(key.created_at)),
        who().isKey ? '' : h('button', { type: 'button', class: 'link', 'aria-label': t('revokeNamed', { name: key.name }), onclick: (event) => this.revoke(key, event.currentTarget) }, t('revoke')))));
      if (!used.length) this.list.replaceChildren(h('li', { class: 'quiet-text' }, t('noKeys')));
    } catch (error) { this.list.replaceChildren(h('li', { class: 'problem' }, sentence(error).text)); }
  }

  async revoke(key, button) {
    if (!('sure' in button.dataset)) {
      button.dataset.sure = '';
      button.textContent = t('reallyRevoke');
      return;
    }
    try {
      await send('DELETE', `/v1/keys/${encodeURIComponent(key.id)}`);
      say(t('revoked'), 'good');
      this.show();
    } catch (error) { say(sentence(error).text, 'bad'); }
  }
}
customElements.define('kn-keys', Keys);
