import { Part, h, icon } from '../core/dom.js';
import { t } from '../core/i18n.js';
import { sentence } from '../core/errors.js';
import { enterWithKey, enterWithPassword, join } from '../core/session.js';
import { languageButton, themeButton } from '../parts/shell.js';

/// Signing in: with a name and a password, with an API key, or by an invitation (`#/join/{token}`).
class SignIn extends Part {
  begin() {
    this.invitation = location.hash.match(/^#\/join\/([\w.~-]+)$/)?.[1];
    this.isByKey = false;
    this.draw();
  }

  draw(focus = true) {
    this.problem = h('p', { class: 'problem', role: 'alert', hidden: true });
    this.button = h('button', { class: 'primary wide', type: 'submit' }, t(this.invitation ? 'join' : 'enter'), icon('arrow'));
    const name = field('name', t('name'), { autocomplete: 'username', autocapitalize: 'none', spellcheck: 'false', maxlength: 64 });
    const password = field('password', t(this.invitation ? 'newPassword' : 'password'), {
      type: 'password', autocomplete: this.invitation ? 'new-password' : 'current-password', minlength: this.invitation ? 8 : null });
    const key = field('key', t('apiKey'), { type: 'password', autocomplete: 'off', spellcheck: 'false', placeholder: 'kn-…' });
    this.form = h('form', { class: 'sign-in-form', novalidate: true, onsubmit: (event) => this.submit(event) },
      h('h1', {}, t(this.invitation ? 'joinTitle' : 'signInTitle')), h('p', { class: 'quiet-text' }, t(this.invitation ? 'joinLead' : this.isByKey ? 'keyLead' : 'signInLead')),
      this.isByKey ? key : [name, password], this.problem, this.button,
      !this.invitation && h('button', { class: 'link', type: 'button', onclick: () => { this.isByKey = !this.isByKey; this.draw(); } }, t(this.isByKey ? 'withPassword' : 'withKey')));
    this.replaceChildren(
      h('div', { class: 'sign-in-side', 'aria-hidden': 'true' }, h('div', { class: 'reel' }, Array.from({ length: 36 }, (_, i) => h('i', { vars: { '--i': i } })))),
      h('div', { class: 'sign-in-main' },
        h('header', { class: 'sign-in-top' }, h('span', { class: 'wordmark' }, h('span', { class: 'mark-image' }), 'Kinora'), h('span', {}, languageButton(), themeButton())),
        h('main', {}, this.form), h('footer', { class: 'foot' }, t('selfHosted'))));
    if (focus) this.querySelector('input').focus();
  }

  async submit(event) {
    event.preventDefault();
    const values = Object.fromEntries([...new FormData(this.form)].map(([name, value]) => [name, name === 'password' ? value : value.trim()]));
    const empty = Object.keys(values).find((name) => !values[name]);
    if (empty) return this.refuse(t(`missing.${empty}`), empty);
    if (this.invitation && new TextEncoder().encode(values.password).length < 8) return this.refuse(t('passwordShort'), 'password');
    this.button.disabled = true;
    try {
      if (this.isByKey) await enterWithKey(values.key);
      else if (this.invitation) await join(this.invitation, values.name, values.password);
      else await enterWithPassword(values.name, values.password);
      if (this.invitation) history.replaceState(null, '', '#/create');
    } catch (refusal) {
      this.refuse(this.explain(refusal), this.isByKey ? 'key' : 'password');
    }
    this.button.disabled = false;
  }

  explain(refusal) {
    if (refusal.status === 429 && refusal.retryAfter) return t('tooManyTries', { n: Math.ceil(refusal.retryAfter / 60) });
    if (refusal.status === 401 && !this.isByKey) return t('passwordWrong');
    return sentence(refusal).text;
  }

  refuse(text, name) {
    this.problem.textContent = text;
    this.problem.hidden = false;
    const input = this.form.elements[name];
    if (!input) return;
    input.setAttribute('aria-invalid', 'true');
    input.setAttribute('aria-describedby', (this.problem.id = 'sign-in-problem'));
    input.focus();
  }
}
customElements.define('kn-sign-in', SignIn);

function field(name, label, attributes) {
  return h('label', { class: 'field' }, h('span', {}, label), h('input', { name, type: 'text', required: true, ...attributes }));
}
