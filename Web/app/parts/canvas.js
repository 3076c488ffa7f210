import { Part, clamp, h, icon } from '../core/dom.js';
import { number, t } from '../core/i18n.js';
import { change } from '../core/draft.js';
import { address } from '../core/pictures.js';
import { areaOf, mostArea, mostRatio } from '../core/recipes.js';
import { openEditor } from './editor.js';
import './slot.js';

const sides = ['up', 'right', 'down', 'left'];
const corners = [['up', 'left'], ['up', 'right'], ['down', 'right'], ['down', 'left']];
const opposite = { up: 'down', down: 'up', left: 'right', right: 'left' };
const isUpright = (side) => side === 'up' || side === 'down';
const shapes = ['16:9', '4:3', '1:1', '3:4', '9:16'];

/// The picture that gets more around it, as it will lie in the new one. Event: "files" when another one is chosen.
class Canvas extends Part {
  show(canvas) {
    if (this.shown === JSON.stringify(canvas)) return;
    this.shown = JSON.stringify(canvas);
    if (!canvas) {
      const slot = h('kn-slot', { label: t('canvasPicture'), sign: 'picture' });
      slot.addEventListener('files', (event) => this.dispatchEvent(new CustomEvent('files', { detail: event.detail })));
      return this.replaceChildren(slot);
    }
    const image = h('img', { alt: '' });
    address(canvas.picture.key).then((url) => { if (url) image.src = url; });
    const inside = h('i', { class: 'canvas-small' }, image);
    const [width, height] = [(1 + canvas.left + canvas.right) * canvas.picture.width, (1 + canvas.up + canvas.down) * canvas.picture.height];
    const outline = h('i', { class: 'canvas-outline', vars: { '--shape': width / height, '--left': `${(canvas.left / (1 + canvas.left + canvas.right)) * 100}%`, '--up': `${(canvas.up / (1 + canvas.up + canvas.down)) * 100}%`,
      '--wide': `${100 / (1 + canvas.left + canvas.right)}%`, '--high': `${100 / (1 + canvas.up + canvas.down)}%` } }, inside);
    this.replaceChildren(
      h('button', { type: 'button', class: 'slot canvas-button', 'aria-label': t('canvasEdit'), title: t('canvasEdit'), onclick: () => this.edit() }, h('span', { class: 'canvas-view' }, outline), h('span', { class: 'slot-name' }, t('canvasEdges'))),
      h('button', { type: 'button', class: 'slot-clear', 'aria-label': t('removePicture', { label: t('canvasPicture') }), onclick: () => change({ canvas: null }) }, icon('close')));
    this.canvas = canvas;
  }

  edit() { new Edges(this.canvas, (edges) => change({ canvas: { ...this.canvas, ...edges } })); }
}
customElements.define('kn-canvas', Canvas);

/// Draws how far a picture is widened: by handles at its edges and corners, by keys, or to a shape.
class Edges {
  constructor(canvas, done) {
    this.picture = canvas.picture;
    this.edges = Object.fromEntries(sides.map((side) => [side, canvas[side]]));
    this.image = h('img', { class: 'canvas-picture', alt: '', draggable: 'false' });
    address(this.picture.key).then((url) => { if (url) this.image.src = url; });
    this.frame = h('div', { class: 'canvas-frame' });
    this.handles = Object.fromEntries(sides.map((side) => [side, h('div', { class: `handle handle-${side}`, tabIndex: 0, role: 'slider', 'aria-label': t(`edge.${side}`), 'aria-orientation': isUpright(side) ? 'vertical' : 'horizontal', 'aria-valuemin': '0', 'aria-valuemax': String(mostRatio * 100),
      onpointerdown: (event) => this.grab(event, [side]), onkeydown: (event) => this.key(event, side) }, h('i'))]));
    this.corners = corners.map((pair) => h('div', { class: `handle corner handle-${pair.join('-')}`, 'aria-hidden': 'true', onpointerdown: (event) => this.grab(event, pair) }, h('i')));
    this.stage = h('div', { class: 'canvas-stage' }, this.frame, this.image, Object.values(this.handles), this.corners);
    this.said = h('p', { class: 'canvas-said', role: 'status' });
    const tools = h('div', { class: 'tool-set' },
      h('h3', {}, t('toShape')), h('div', { class: 'row' }, shapes.map((shape) => h('button', { type: 'button', class: 'pill', onclick: () => this.toShape(shape) }, shape))),
      this.said, h('button', { type: 'button', class: 'link', onclick: () => { for (const side of sides) this.edges[side] = 0; this.fit(); } }, icon('undo'), t('asItWas')));
    const sizes = new ResizeObserver(() => this.fit());
    this.dialog = openEditor({
      title: t('canvasTitle'), lead: t('canvasLead'), stage: this.stage, tools,
      done: () => (areaOf(this.edges) === 1 ? t('canvasAsItWas') : done(this.edges)), left: () => sizes.disconnect(),
    });
    sizes.observe(this.stage);
    this.handles.right.focus();
  }

  /// Chooses the scale so that everything is seen, with room to draw.
  fit() {
    const { clientWidth, clientHeight } = this.stage;
    const { up, down, left, right } = this.edges;
    const { width, height } = this.picture;
    this.scale = Math.min((clientWidth - 48) / ((1 + left + right + 0.4) * width), (clientHeight - 48) / ((1 + up + down + 0.4) * height));
    this.origin = [(clientWidth - (1 + left + right) * width * this.scale) / 2 + left * width * this.scale, (clientHeight - (1 + up + down) * height * this.scale) / 2 + up * height * this.scale];
    this.draw();
  }

  draw() {
    const { up, down, left, right } = this.edges;
    const [width, height] = [this.picture.width * this.scale, this.picture.height * this.scale];
    const put = (element, x, y, w, h) => Object.assign(element.style, { left: `${x}px`, top: `${y}px`, ...(w === undefined ? {} : { width: `${w}px`, height: `${h}px` }) });
    const [x, y] = this.origin;
    const box = { left: x - left * width, up: y - up * height, right: x + (1 + right) * width, down: y + (1 + down) * height };
    put(this.image, x, y, width, height);
    put(this.frame, box.left, box.up, box.right - box.left, box.down - box.up);
    const middle = [(box.left + box.right) / 2, (box.up + box.down) / 2];
    for (const side of sides) {
      put(this.handles[side], isUpright(side) ? middle[0] : box[side], isUpright(side) ? box[side] : middle[1]);
      const percent = Math.round(this.edges[side] * 100);
      this.handles[side].setAttribute('aria-valuenow', percent);
      this.handles[side].setAttribute('aria-valuetext', t('edgeBy', { n: percent }));
    }
    this.corners.forEach((corner, i) => put(corner, box[corners[i][1]], box[corners[i][0]]));
    const area = areaOf(this.edges);
    this.said.textContent = `${number(1 + left + right, 2)} × ${number(1 + up + down, 2)} · ${t('timesArea', { n: number(area, 2) })}${area > mostArea - 0.01 ? ` · ${t('mostArea')}` : ''}`;
  }

  /// - Parameter ratio: cut to what there may be.
  set(side, ratio) {
    const { up, down, left, right } = this.edges;
    const across = isUpright(side) ? 1 + left + right : 1 + up + down;
    const most = Math.min(mostRatio, mostArea / across - 1 - this.edges[opposite[side]]);
    this.edges[side] = Math.floor(clamp(ratio, 0, Math.max(most, 0)) * 1000) / 1000;
  }

  grab(event, pair) {
    event.preventDefault();
    event.currentTarget.focus?.();
    const handle = event.currentTarget;
    handle.setPointerCapture(event.pointerId);
    const from = this.stage.getBoundingClientRect();
    const move = ({ clientX, clientY }) => {
      const [x, y] = [(clientX - from.left - this.origin[0]) / this.scale / this.picture.width, (clientY - from.top - this.origin[1]) / this.scale / this.picture.height];
      const wanted = { left: -x, right: x - 1, up: -y, down: y - 1 };
      for (const side of pair) this.set(side, wanted[side]);
      this.draw();
    };
    const end = () => { handle.onpointermove = handle.onpointerup = handle.onpointercancel = null; this.fit(); };
    Object.assign(handle, { onpointermove: move, onpointerup: end, onpointercancel: end });
  }

  key(event, side) {
    const way = { up: ['ArrowUp', 'ArrowDown'], down: ['ArrowDown', 'ArrowUp'], left: ['ArrowLeft', 'ArrowRight'], right: ['ArrowRight', 'ArrowLeft'] }[side];
    const step = event.key === way[0] ? 0.05 : event.key === way[1] ? -0.05 : event.key === 'PageUp' ? 0.25 : event.key === 'PageDown' ? -0.25 : event.key === 'Home' ? -mostRatio : event.key === 'End' ? mostRatio : 0;
    if (!step) return;
    event.preventDefault();
    this.set(side, Math.round((this.edges[side] + step) * 20) / 20);
    this.fit();
  }

  toShape(shape) {
    const [wide, high] = shape.split(':').map(Number);
    const more = (wide / high) / (this.picture.width / this.picture.height);
    for (const side of sides) this.edges[side] = 0;
    const pair = more > 1 ? ['left', 'right'] : ['up', 'down'];
    for (const side of pair) this.set(side, Math.min((Math.max(more, 1 / more) - 1) / 2, (mostArea - 1) / 2));
    this.fit();
  }
}
