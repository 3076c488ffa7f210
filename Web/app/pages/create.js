import { Part, h, icon } from '../core/dom.js';
import { t } from '../core/i18n.js';
import { change } from '../core/draft.js';
import * as tasks from '../core/tasks.js';
import '../parts/composer.js';
import '../parts/card.js';

const most = 24;
const examples = 4;

/// Making and watching: the composer, and what was ordered lately, the newest first.
class Create extends Part {
  begin() {
    this.cards = new Map();
    this.list = h('div', { class: 'feed', role: 'list', 'aria-label': t('recent') });
    this.empty = h('section', { class: 'hero' }, h('h1', {}, t('heroTitle')), h('p', {}, t('heroLead')),
      h('ul', { class: 'examples', 'aria-label': t('examples') }, Array.from({ length: examples }, (_, i) => h('li', {}, h('button', { type: 'button', onclick: () => { change({ prompt: t(`example.${i + 1}`) }); this.querySelector('kn-prompt').focusEnd(); } }, icon('create'), t(`example.${i + 1}`))))));
    this.heading = h('div', { class: 'page-head' }, h('h1', {}, t('recentTitle')), h('a', { class: 'link', href: '#/library' }, t('seeAll'), icon('arrow')));
    this.append(h('div', { class: 'stage' }, this.empty, this.heading, this.list), h('kn-composer'));
    this.addEventListener('ordered', () => { this.querySelector('.stage').scrollTo({ top: 0, behavior: 'smooth' }); });
    this.during(tasks.changed.listen(({ task }) => (task && this.cards.has(task.key) ? this.cards.get(task.key).show(task) : this.show())));
    this.during(tasks.connection.listen(() => this.show()));
    this.show();
    if (matchMedia('(min-width: 60rem)').matches) this.querySelector('kn-prompt').focusEnd();
  }

  show() {
    const shown = tasks.all().slice(0, most);
    this.empty.hidden = shown.length > 0;
    this.heading.hidden = this.list.hidden = shown.length === 0;
    const keys = new Set(shown.map((task) => task.key));
    for (const [key, card] of this.cards) if (!keys.has(key)) { card.remove(); this.cards.delete(key); }
    shown.forEach((task, index) => {
      let card = this.cards.get(task.key);
      if (!card) {
        card = h('kn-card');
        this.cards.set(task.key, card);
      }
      card.task = task;
      if (this.list.children[index] !== card) this.list.insertBefore(card, this.list.children[index] ?? null);
      card.show(task);
    });
  }
}
customElements.define('kn-create', Create);
