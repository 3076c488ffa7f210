import { Part, h, icon } from '../core/dom.js';
import { number, span, t } from '../core/i18n.js';
import { post } from '../core/api.js';
import { readHealth, readMetrics } from '../core/metrics.js';
import { sentence } from '../core/errors.js';
import { say } from '../parts/shell.js';

const pause = 4000;
const states = ['submitted', 'processing'];

/// How the service stands, for administrators: the queue, what was made and what failed, requests, and who is invited.
class Operator extends Part {
  begin() {
    this.health = h('div', { class: 'lights', role: 'status' });
    this.figures = h('div', { class: 'figures' });
    this.queue = h('div');
    this.made = h('div');
    this.requests = h('div');
    this.append(h('div', { class: 'stage narrow' }, h('div', { class: 'page-head' }, h('h1', {}, t('operator')), this.health), this.figures,
      panel('queue', this.queue), panel('renders', this.made), panel('requests', this.requests), this.invitation(),
      h('section', { class: 'panel' }, h('h2', {}, t('byCommand')), h('p', {}, t('byCommandLead')), h('ul', { class: 'commands' }, ['accounts list', 'accounts open NAME', 'accounts credit NAME 1000 --days 30', 'accounts suspend NAME', 'accounts audit', 'keys create --account NAME'].map((words) => h('li', {}, h('code', {}, `kinora ${words}`), h('span', { class: 'quiet-text' }, t(`command.${words.split(' ').slice(0, 2).join('.')}`))))))));
    this.show();
    this.timer = setInterval(() => { if (document.visibilityState === 'visible') this.show(); }, pause);
    this.during(() => clearInterval(this.timer));
  }

  async show() {
    const health = await readHealth();
    this.health.replaceChildren(...Object.entries(health).sort().map(([name, state]) => h('span', { class: state === 'ok' ? 'light' : 'light bad' }, icon(state === 'ok' ? 'check' : 'warning'), t(state === 'ok' ? `works.${name}` : `fails.${name}`))));
    try {
      this.draw(await readMetrics());
    } catch (error) {
      this.figures.replaceChildren(h('p', { class: 'problem' }, error.status === 404 ? t('noMetrics') : sentence(error).text));
    }
  }

  draw({ list, one, mean }) {
    const figure = (key, value) => h('div', { class: 'figure-card' }, h('b', {}, value), h('span', {}, t(key)));
    const age = one('kinora_oldest_waiting_job_seconds');
    const requests = list('kinora_http_requests_total');
    const sum = (samples) => samples.reduce((all, { value }) => all + value, 0);
    this.figures.replaceChildren(
      figure('figure.waiting', number(one('kinora_jobs_waiting') ?? 0)), figure('figure.oldest', age ? span(age) : '–'),
      figure('figure.making', number(sum(list('kinora_jobs').filter(({ labels }) => labels.state === 'processing')))),
      figure('figure.callbacks', number(one('kinora_callbacks_waiting') ?? 0)),
      figure('figure.memory', `${number((one('process_resident_memory_bytes') ?? 0) / 1048576, 0)} MiB`),
      figure('figure.errors', number(sum(requests.filter(({ labels }) => labels.status.startsWith('5'))))));
    this.queue.replaceChildren(table('queue', ['model', 'lane', 'state', 'howMany'], list('kinora_jobs').filter(({ labels, value }) => value && states.includes(labels.state)).map(({ labels, value }) => [labels.model, t(`lane.${labels.lane}`), t(`taskState.${labels.state}`), number(value)]), 'queueEmpty'));
    const ended = list('kinora_jobs_ended_total');
    const seconds = (value) => (value === null ? '–' : t('secondsShort', { n: Math.round(value * 100) / 100 }));
    const count = (model, ...reasons) => number(sum(ended.filter(({ labels }) => labels.model === model && reasons.includes(labels.reason))));
    this.made.replaceChildren(table('renders', ['model', 'madeWell', 'failed', 'cancelled', 'workerLost', 'meanWait', 'meanRender', 'meanStep'], [...new Set(ended.map(({ labels }) => labels.model))].sort().map((model) => [
      model, count(model, 'succeeded'), count(model, 'failed'), count(model, 'cancelled'), count(model, 'worker lost'), seconds(mean('kinora_wait_seconds', model)), seconds(mean('kinora_render_seconds', model)), seconds(mean('kinora_step_seconds', model))]), 'nothingEnded'));
    this.requests.replaceChildren(table('requests', ['route', 'howMany', 'refused', 'failed'], this.routes(requests).slice(0, 12), 'nothingAsked'));
  }

  /// The routes that are asked for most.
  routes(samples) {
    const byRoute = new Map();
    for (const { labels, value } of samples) {
      const name = `${labels.method} ${labels.route}`;
      const counts = byRoute.get(name) ?? [0, 0, 0];
      counts[0] += value;
      if (labels.status.startsWith('4')) counts[1] += value;
      if (labels.status.startsWith('5')) counts[2] += value;
      byRoute.set(name, counts);
    }
    return [...byRoute].sort(([, a], [, b]) => b[0] - a[0]).map(([name, counts]) => [name, ...counts.map((count) => number(count))]);
  }

  invitation() {
    const place = h('div', { class: 'invitation', 'aria-live': 'polite' });
    const role = h('select', { 'aria-label': t('role') }, ['creator', 'administrator'].map((name) => h('option', { value: name }, t(`role.${name}`))));
    const plan = h('input', { name: 'plan', maxlength: 64, autocomplete: 'off', placeholder: t('planHint') });
    return h('section', { class: 'panel' }, h('h2', {}, t('people')), h('p', {}, t('peopleLead')), h('form', { class: 'row fields', onsubmit: async (event) => {
      event.preventDefault();
      try {
        const { token } = await post('/v1/invitations', { role: role.value, ...(plan.value.trim() ? { plan: plan.value.trim() } : {}) });
        const link = h('input', { readOnly: true, value: `${location.origin}/#/join/${token}` });
        place.replaceChildren(h('label', { class: 'field' }, h('span', {}, t('invitationLink')), link));
        link.select();
      } catch (error) {
        const plans = error.message.match(/no such plan: it may be (.*)/)?.[1];
        say(plans ? t('noSuchPlan', { plans }) : sentence(error).text, 'bad');
      }
    } }, h('span', { class: 'pill picker' }, h('small', {}, t('role')), role), h('label', { class: 'field' }, h('span', {}, t('plan')), plan), h('button', { class: 'secondary', type: 'submit' }, icon('plus'), t('invite'))), place);
  }
}
customElements.define('kn-operator', Operator);

const panel = (key, body) => h('section', { class: 'panel' }, h('h2', { id: `operator-${key}` }, t(`panel.${key}`)), body);

function table(key, heads, rows, empty) {
  if (!rows.length) return h('p', { class: 'quiet-text' }, t(empty));
  return h('div', { class: 'table', tabIndex: 0, role: 'region', 'aria-labelledby': `operator-${key}` }, h('table', {}, h('thead', {}, h('tr', {}, heads.map((head) => h('th', { scope: 'col' }, t(head))))), h('tbody', {}, rows.map((cells) => h('tr', {}, cells.map((cell) => h('td', {}, cell)))))));
}
