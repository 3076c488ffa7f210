import { Part, h, icon } from '../core/dom.js';
import { day, language, languages, number, setLanguage, t, when } from '../core/i18n.js';
import { want, wants } from '../core/notices.js';
import { get, post, send } from '../core/api.js';
import { leave, who } from '../core/session.js';
import { forgetFavourites } from '../core/favourites.js';
import { forgetStorage } from '../core/storage.js';
import { sentence } from '../core/errors.js';
import { say } from '../parts/shell.js';
import '../parts/keys.js';

const month = 30 * 86_400_000;

/// What an account has and what was taken from it, and the person's own things.
class AccountPage extends Part {
  begin() {
    const person = who();
    this.packs = h('div', { class: 'packs' });
    this.ledger = h('div', { class: 'ledger' });
    this.append(h('div', { class: 'stage narrow' },
      h('div', { class: 'page-head' }, h('div', {}, h('h1', {}, t('account')), h('p', { class: 'quiet-text' }, person.isKey ? t('byKey') : t(`signedInAs.${person.role}`, { name: person.name }))),
        h('div', { class: 'row' }, h('button', { class: 'secondary', type: 'button', onclick: () => leave() }, icon('out'), t('signOut')))),
      h('section', { class: 'panel', 'aria-labelledby': 'packs-title' }, h('h2', { id: 'packs-title' }, t('creditsTitle')), this.packs),
      h('section', { class: 'panel' }, h('h2', { id: 'ledger-title' }, t('ledger')), this.ledger),
      !person.isKey && this.password(),
      h('section', { class: 'panel' }, h('h2', {}, t('forPrograms')), h('p', {}, t('forProgramsLead')), h('kn-keys'), h('div', { class: 'row' }, h('a', { class: 'secondary', href: '/docs', target: '_blank', rel: 'noopener' }, icon('code'), t('apiDocs')), h('a', { class: 'secondary', href: '/openapi.json', target: '_blank', rel: 'noopener' }, 'openapi.json'))),
      h('section', { class: 'panel' }, h('h2', {}, t('thisBrowser')), h('div', { class: 'switches' }, ['notification', 'sound'].map((name) => this.notice(name))), h('p', {}, t('thisBrowserLead')), h('div', { class: 'row' },
        h('span', { class: 'pill picker' }, h('small', {}, t('language')), h('select', { 'aria-label': t('language'), onchange: (event) => setLanguage(event.target.value) }, languages.map(([name, words]) => h('option', { value: name, selected: name === language(), lang: name }, words)))),
        h('button', { class: 'secondary', type: 'button', onclick: async () => { await forgetStorage(); forgetFavourites(); localStorage.removeItem(`kinora-draft-${person.account}`); await leave(); } }, icon('trash'), t('forget'))))));
    this.showPacks();
    this.showLedger();
  }

  notice(name) {
    const box = h('input', { type: 'checkbox', checked: wants(name), onchange: async () => {
      const isOn = box.checked;
      // Not before the browser allows it.
      box.checked = false;
      const problem = await want(name, isOn);
      if (problem) say(t(problem), 'bad');
      else box.checked = isOn;
    } });
    return h('label', { class: 'check' }, box, h('span', {}, t(`want.${name}`), h('small', {}, t(`want.${name}.lead`))));
  }

  async showPacks() {
    try {
      const { resource_pack_subscribe_infos: packs } = await get(`/account/costs?start_time=0&end_time=${Date.now()}`);
      if (!packs.length) return this.packs.replaceChildren(h('p', { class: 'quiet-text' }, t('noPacks')));
      this.packs.replaceChildren(...packs.map((pack) => h('article', { class: `pack ${pack.status}` },
        h('h3', {}, pack.resource_pack_name || t('pack')), h('p', { class: 'pack-left' }, h('b', {}, number(pack.remaining_quantity)), ' ', t('ofTotal', { n: pack.total_quantity })),
        h('meter', { min: 0, max: pack.total_quantity, value: pack.remaining_quantity, 'aria-label': t('creditsLeft') }),
        h('p', { class: 'quiet-text' }, pack.status === 'expired' ? t('ended') : pack.status === 'runOut' ? t('usedUp') : pack.invalid_time > Date.now() + 1200 * month ? t('noEnd') : t('until', { day: day(pack.invalid_time) })))));
    } catch (error) { this.packs.replaceChildren(h('p', { class: 'problem' }, sentence(error).text)); }
  }

  async showLedger(cursor = null) {
    try {
      const now = Date.now();
      const page = await post('/account/billing/package', cursor ? { cursor, limit: 50 } : { start_time: now - month, end_time: now, limit: 50 });
      const entries = page.result.detail;
      if (!cursor && !entries.length) return this.ledger.replaceChildren(h('p', { class: 'quiet-text' }, t('noEntries')));
      this.body ??= h('tbody');
      if (!cursor) this.ledger.replaceChildren(h('div', { class: 'table', tabIndex: 0, role: 'region', 'aria-labelledby': 'ledger-title' }, h('table', {}, h('thead', {}, h('tr', {}, ['made', 'model', 'length', 'paid', 'leftAfter'].map((key) => h('th', { scope: 'col' }, t(key))))), this.body)));
      this.body.append(...entries.map((one) => h('tr', {}, h('td', {}, when(Number(one.deduction_time))), h('td', {}, one.model_name, one.resolution ? ` · ${one.resolution}` : ''), h('td', {}, one.duration ? t('secondsShort', { n: Number(one.duration) }) : ''), h('td', { class: 'figure' }, number(Number(one.deduction_amount))), h('td', { class: 'figure' }, number(Number(one.unit_after_deduction))))));
      this.next?.remove();
      if (page.has_more) this.ledger.append(this.next = h('button', { class: 'link', type: 'button', onclick: () => this.showLedger(page.next_cursor) }, t('showMore')));
    } catch (error) { this.ledger.replaceChildren(h('p', { class: 'problem' }, sentence(error).text)); }
  }

  password() {
    const problem = h('p', { class: 'problem', role: 'alert', hidden: true });
    const field = (name, label, complete) => h('label', { class: 'field' }, h('span', {}, label), h('input', { type: 'password', name, autocomplete: complete, required: true }));
    return h('section', { class: 'panel' }, h('h2', {}, t('password')), h('form', { class: 'row fields', onsubmit: async (event) => {
      event.preventDefault();
      const form = event.currentTarget;
      problem.hidden = true;
      try {
        await send('PUT', '/v1/session/password', { old: form.elements.old.value, new: form.elements.new.value }, { quiet: true });
        form.reset();
        say(t('passwordChanged'), 'good');
      } catch (error) {
        problem.textContent = error.status === 401 || error.status === 403 ? t('oldPasswordWrong') : sentence(error).text;
        problem.hidden = false;
      }
    } }, field('old', t('oldPassword'), 'current-password'), field('new', t('newPassword'), 'new-password'), h('button', { class: 'secondary', type: 'submit' }, t('changePassword'))), problem);
  }
}
customElements.define('kn-account', AccountPage);
