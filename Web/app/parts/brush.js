import { clamp, h, icon } from '../core/dom.js';
import { t } from '../core/i18n.js';
import { mostPoints, mostRegions } from '../core/contract.js';
import { address, keepMask } from '../core/pictures.js';
import { openEditor } from './editor.js';
import { round, tabs } from './controls.js';

const colors = ['#ffb259', '#6fc3ff', '#8fe08a', '#ff8fb3', '#c9a2ff', '#f2e26b', '#d8d2cb'];
const still = mostRegions;
const longest = 1024;

/// Paints regions on a first frame and draws the way that each goes.
export class Brush {
  constructor({ picture, brush, done }) {
    this.picture = picture;
    const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
    [this.width, this.height] = [Math.round(picture.width * scale), Math.round(picture.height * scale)];
    this.layers = colors.map(() => ({ canvas: null, isEmpty: true, path: [] }));
    [this.region, this.tool, this.size, this.history] = [0, 'paint', 0.12, []];
    this.at = { x: 0.5, y: 0.5 };
    this.build();
    const sizes = new ResizeObserver(() => this.fit());
    openEditor({ title: t('brushTitle'), lead: t('brushLead'), stage: this.stage, tools: this.tools, done: () => this.finish(done), left: () => sizes.disconnect() });
    sizes.observe(this.stage);
    this.view.focus();
    if (brush) this.restore(brush);
  }

  build() {
    this.image = h('img', { alt: '', draggable: 'false' });
    address(this.picture.key).then((url) => { if (url) this.image.src = url; });
    this.view = h('canvas', { width: this.width, height: this.height, tabIndex: 0, role: 'application', 'aria-label': t('brushStage'), 'aria-describedby': 'brush-keys',
      onpointerdown: (event) => this.press(event), onkeydown: (event) => this.key(event), onfocus: () => this.draw(), onblur: () => { this.isDown = false; this.draw(); } });
    this.board = h('div', { class: 'brush-board' }, this.image, this.view);
    this.stage = h('div', { class: 'brush-stage' }, this.board);
    this.regions = h('div', { class: 'regions', role: 'radiogroup', 'aria-label': t('regions') });
    this.kinds = h('div');
    this.said = h('p', { class: 'unseen', role: 'status' });
    const size = h('input', { type: 'range', min: '0.02', max: '0.4', step: '0.01', value: String(this.size), 'aria-label': t('brushSize'), oninput: () => { this.size = Number(size.value); this.draw(); } });
    this.tools = h('div', { class: 'tool-set' }, this.regions, this.kinds,
      h('label', { class: 'field range' }, h('span', {}, t('brushSize')), size),
      h('div', { class: 'row' }, h('button', { type: 'button', class: 'secondary', onclick: () => this.undo() }, icon('undo'), t('undo')), h('button', { type: 'button', class: 'secondary', onclick: () => this.clear() }, icon('trash'), t('clearRegion'))),
      h('p', { class: 'quiet-text small-text', id: 'brush-keys' }, t('brushKeys')), this.said);
    this.showTools();
  }

  showTools() {
    const hadFocus = document.activeElement?.dataset?.setting;
    this.regions.replaceChildren(...this.layers.map((layer, index) => h('label', { class: 'region', vars: { '--color': colors[index] } },
      h('input', { type: 'radio', name: 'region', value: index, checked: index === this.region, dataset: { setting: `region-${index}` }, onchange: () => { this.region = index; if (index === still && this.tool === 'way') this.tool = 'paint'; this.showTools(); this.draw(); } }),
      h('i'), h('span', {}, index === still ? t('stays') : t('regionN', { n: index + 1 })), h('small', {}, layer.isEmpty ? '' : layer.path.length > 1 || index === still ? icon('check') : t('needsWay')))));
    const kinds = [['paint', icon('brush'), t('paint')], ['erase', icon('eraser'), t('erase')], ...(this.region === still ? [] : [['way', icon('path'), t('way')]])];
    this.kinds.replaceChildren(tabs('tool', t('tool'), kinds, this.tool, (tool) => { this.tool = tool; this.isDown = false; this.showTools(); this.draw(); }, 'wide'));
    if (hadFocus) this.tools.querySelector(`[data-setting="${hadFocus}"]`)?.focus();
  }

  get layer() { return this.layers[this.region]; }

  fit() {
    const { clientWidth, clientHeight } = this.stage;
    const scale = Math.min((clientWidth - 32) / this.width, (clientHeight - 32) / this.height);
    Object.assign(this.board.style, { width: `${this.width * scale}px`, height: `${this.height * scale}px` });
    this.scale = scale;
    this.draw();
  }

  surface(layer) {
    layer.canvas ??= h('canvas', { width: this.width, height: this.height });
    return layer.canvas.getContext('2d', { willReadFrequently: true });
  }

  /// Remembers how the region is, to go back to it.
  remember() {
    const { canvas, isEmpty, path } = this.layer;
    const copy = canvas && h('canvas', { width: this.width, height: this.height });
    copy?.getContext('2d').drawImage(canvas, 0, 0);
    this.history = [...this.history.slice(-19), { region: this.region, canvas: copy, isEmpty, path }];
  }

  undo() {
    const last = this.history.pop();
    if (!last) return;
    this.region = last.region;
    Object.assign(this.layer, { canvas: last.canvas, isEmpty: last.isEmpty, path: last.path });
    this.showTools();
    this.draw();
  }

  clear() {
    this.remember();
    Object.assign(this.layer, { canvas: null, isEmpty: true, path: [] });
    this.showTools();
    this.draw();
  }

  stroke(from, to) {
    const context = this.surface(this.layer);
    context.globalCompositeOperation = this.tool === 'erase' ? 'destination-out' : 'source-over';
    Object.assign(context, { strokeStyle: colors[this.region], lineWidth: this.size * Math.min(this.width, this.height), lineCap: 'round', lineJoin: 'round' });
    context.beginPath();
    context.moveTo(from.x * this.width, from.y * this.height);
    context.lineTo(to.x * this.width + 0.01, to.y * this.height);
    context.stroke();
    if (this.tool === 'paint') this.layer.isEmpty = false;
  }

  press(event) {
    event.preventDefault();
    this.view.focus();
    this.view.setPointerCapture(event.pointerId);
    this.remember();
    const box = this.view.getBoundingClientRect();
    const at = ({ clientX, clientY }) => ({ x: clamp((clientX - box.left) / box.width, 0, 1), y: clamp((clientY - box.top) / box.height, 0, 1) });
    let last = at(event);
    if (this.tool === 'way') this.layer.path = [last];
    else this.stroke(last, last);
    const move = (next) => {
      for (const one of next.getCoalescedEvents?.() ?? [next]) {
        const now = at(one);
        if (this.tool === 'way') this.layer.path.push(now);
        else this.stroke(last, now);
        last = now;
      }
      this.draw();
    };
    const end = () => {
      this.view.onpointermove = this.view.onpointerup = this.view.onpointercancel = null;
      if (this.tool === 'way') this.layer.path = evenly(this.layer.path);
      this.settle();
    };
    Object.assign(this.view, { onpointermove: move, onpointerup: end, onpointercancel: end });
    this.draw();
  }

  /// After something was painted: whether anything is left, and what is missing.
  settle() {
    const { layer } = this;
    if (layer.canvas) layer.isEmpty = !layer.canvas.getContext('2d').getImageData(0, 0, this.width, this.height).data.some((value, i) => i % 4 === 3 && value > 127);
    this.showTools();
    this.draw();
  }

  key(event) {
    const by = event.shiftKey ? 0.1 : 0.02;
    const [dx, dy] = { ArrowLeft: [-by, 0], ArrowRight: [by, 0], ArrowUp: [0, -by], ArrowDown: [0, by] }[event.key] ?? [0, 0];
    if (dx || dy) {
      const from = this.at;
      this.at = { x: clamp(from.x + dx, 0, 1), y: clamp(from.y + dy, 0, 1) };
      if (this.isDown) { this.stroke(from, this.at); this.settle(); }
    } else if (event.key === ' ' && this.tool === 'way') {
      this.remember();
      this.layer.path = [...this.layer.path, this.at].slice(-mostPoints);
      this.showTools();
    } else if (event.key === ' ') {
      this.isDown = !this.isDown;
      if (this.isDown) { this.remember(); this.stroke(this.at, this.at); this.settle(); }
    } else if (event.key === 'z' && (event.ctrlKey || event.metaKey)) this.undo();
    else return;
    event.preventDefault();
    this.said.textContent = t(this.isDown ? 'penDown' : 'penUp', { x: Math.round(this.at.x * 100), y: Math.round(this.at.y * 100) });
    this.draw();
  }

  draw() {
    const context = this.view.getContext('2d');
    context.clearRect(0, 0, this.width, this.height);
    context.globalAlpha = 0.5;
    for (const layer of this.layers) if (layer.canvas) context.drawImage(layer.canvas, 0, 0);
    context.globalAlpha = 1;
    const line = 3 / (this.scale || 1);
    this.layers.forEach(({ path }, index) => drawWay(context, path.map(({ x, y }) => ({ x: x * this.width, y: y * this.height })), colors[index], index === this.region ? line * 1.5 : line));
    if (document.activeElement !== this.view || !this.view.matches(':focus-visible')) return;
    Object.assign(context, { strokeStyle: '#fff', lineWidth: line * 0.7 });
    context.setLineDash([line * 2, line * 1.5]);
    context.beginPath();
    context.arc(this.at.x * this.width, this.at.y * this.height, this.tool === 'way' ? line * 3 : (this.size * Math.min(this.width, this.height)) / 2, 0, 7);
    context.stroke();
    context.setLineDash([]);
  }

  /// Says what is missing, or hands on what was drawn.
  async finish(done) {
    const moving = this.layers.slice(0, still);
    for (const [index, { isEmpty, path }] of moving.entries()) {
      if (!isEmpty && path.length < 2) return t('regionWithoutWay', { n: index + 1 });
      if (isEmpty && path.length > 1) return t('wayWithoutRegion', { n: index + 1 });
    }
    const full = moving.filter(({ isEmpty }) => !isEmpty);
    if (!full.length && this.layers[still].isEmpty) { done(null); return null; }
    if (!full.length) return t('nothingMoves');
    const regions = [];
    for (const layer of full) regions.push({ mask: await keepMask(this.mask(layer)), path: layer.path });
    done({ picture: this.picture.key, regions, still: this.layers[still].isEmpty ? null : await keepMask(this.mask(this.layers[still])) });
    return null;
  }

  /// White where the region is, as large as the picture.
  mask({ canvas }) {
    const mask = h('canvas', { width: this.picture.width, height: this.picture.height });
    const context = mask.getContext('2d');
    context.drawImage(canvas, 0, 0, mask.width, mask.height);
    context.globalCompositeOperation = 'source-in';
    context.fillStyle = '#fff';
    context.fillRect(0, 0, mask.width, mask.height);
    context.globalCompositeOperation = 'destination-over';
    context.fillStyle = '#000';
    context.fillRect(0, 0, mask.width, mask.height);
    return mask;
  }

  async restore({ regions, still: kept }) {
    const paint = async (index, key) => {
      const url = await address(key);
      if (!url) return;
      const image = h('img', { src: url });
      await image.decode();
      const context = this.surface(this.layers[index]);
      context.drawImage(image, 0, 0, this.width, this.height);
      const pixels = context.getImageData(0, 0, this.width, this.height);
      const [red, green, blue] = colors[index].match(/\w\w/g).map((two) => parseInt(two, 16));
      for (let i = 0; i < pixels.data.length; i += 4) pixels.data.set([red, green, blue, pixels.data[i]], i);
      context.putImageData(pixels, 0, 0);
      this.layers[index].isEmpty = false;
    };
    for (const [index, { mask, path }] of regions.entries()) {
      this.layers[index].path = path;
      await paint(index, mask);
    }
    if (kept) await paint(still, kept);
    this.showTools();
    this.draw();
  }
}

/// The same way with as many points as may be sent, at equal distances. One that goes nowhere is none.
function evenly(path) {
  const lengths = [0];
  for (let i = 1; i < path.length; i += 1) lengths.push(lengths[i - 1] + Math.hypot(path[i].x - path[i - 1].x, path[i].y - path[i - 1].y));
  const all = lengths.at(-1);
  if (all < 0.01) return [];
  const count = clamp(Math.round(all * 40), 2, mostPoints);
  let at = 0;
  return Array.from({ length: count }, (_, i) => {
    const wanted = (all * i) / (count - 1);
    while (at < path.length - 2 && lengths[at + 1] < wanted) at += 1;
    const part = clamp((wanted - lengths[at]) / (lengths[at + 1] - lengths[at] || 1), 0, 1);
    return { x: path[at].x + (path[at + 1].x - path[at].x) * part, y: path[at].y + (path[at + 1].y - path[at].y) * part };
  });
}

function drawWay(context, points, color, width) {
  if (!points.length) return;
  const trace = (style, more) => {
    Object.assign(context, { strokeStyle: style, fillStyle: style, lineWidth: width + more, lineCap: 'round', lineJoin: 'round' });
    context.beginPath();
    points.forEach(({ x, y }, i) => (i ? context.lineTo(x, y) : context.moveTo(x, y)));
    context.stroke();
    context.beginPath();
    context.arc(points[0].x, points[0].y, width * 1.3 + more / 2, 0, 7);
    context.fill();
    if (points.length < 2) return;
    const end = points.at(-1);
    const before = points.findLast(({ x, y }) => Math.hypot(end.x - x, end.y - y) > width * 3) ?? points[0];
    const angle = Math.atan2(end.y - before.y, end.x - before.x);
    context.beginPath();
    for (const turn of [2.6, 0, -2.6]) context.lineTo(end.x + Math.cos(angle + turn) * width * (turn ? 4.5 : 2), end.y + Math.sin(angle + turn) * width * (turn ? 4.5 : 2));
    context.closePath();
    context.fill();
    context.stroke();
  };
  trace('rgb(0 0 0 / .55)', width * 0.9);
  trace(color, 0);
}
