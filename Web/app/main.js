import { h } from './core/dom.js';
import { t, languageChanged } from './core/i18n.js';
import { signedOut } from './core/api.js';
import { lose, resume, sessionChanged, who } from './core/session.js';
import { openStorage } from './core/storage.js';
import { loadCatalogue } from './core/catalogue.js';
import { forgetElements, loadElements } from './core/elements.js';
import { openFavourites } from './core/favourites.js';
import * as tasks from './core/tasks.js';
import { restoreDraft } from './core/draft.js';
import { sentence } from './core/errors.js';
import './parts/shell.js';
import './pages/sign-in.js';

const app = document.getElementById('app');

async function show() {
  const person = who();
  tasks.reset();
  forgetElements();
  if (!person) {
    document.title = `${t('signIn')} · Kinora`;
    app.replaceChildren(h('kn-sign-in'));
    return;
  }
  try {
    await openStorage(person.account);
    openFavourites(person.account);
    await restoreDraft(person.account);
  } catch {
    app.replaceChildren(h('div', { class: 'boot', role: 'alert' }, h('p', {}, t('error.storage'))));
    return;
  }
  app.replaceChildren(h('kn-shell'));
  // The page is there before what it shows has come.
  const fail = (error) => document.querySelector('kn-shell')?.say(sentence(error).text, 'bad');
  loadCatalogue().catch(fail);
  loadElements().catch(fail);
  tasks.start().catch(fail).finally(() => document.querySelector('kn-shell')?.setAttribute('data-loaded', ''));
}

async function begin() {
  try {
    await resume();
  } catch (error) {
    app.replaceChildren(h('div', { class: 'boot', role: 'alert' },
      h('p', {}, sentence(error).text), h('button', { class: 'primary', onclick: begin }, t('tryAgain'))));
    return;
  }
  if (!begin.listens) {
    begin.listens = true;
    sessionChanged.listen(show);
    signedOut.listen(() => { if (who()) lose(); });
    languageChanged.listen(() => app.replaceChildren(h(who() ? 'kn-shell' : 'kn-sign-in')));
  }
  await show();
}

begin();
