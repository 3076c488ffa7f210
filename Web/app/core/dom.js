/// Elements, made without markup: text stays text, whatever is in it.

/// h('button', { class: 'quiet', onclick: go, 'aria-label': name }, icon('play'), 'Play')
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'class') element.className = value;
    else if (name === 'dataset') Object.assign(element.dataset, value);
    else if (name === 'vars') for (const [key, v] of Object.entries(value)) element.style.setProperty(key, v);
    else if (name in element && typeof value !== 'string' && !name.startsWith('aria')) element[name] = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat(3).filter((child) => child !== undefined && child !== null && child !== false));
  return element;
}

const svg = 'http://www.w3.org/2000/svg';

/// Paths on a 24 by 24 grid, drawn with lines.
const paths = {
  clip: 'M3.500 6.500h11.500v11H3.500zM15 11l5.500-3v8L15 13', canvas: 'M8.500 8.500h7v7h-7zM3.500 7.500v-4h4M16.500 3.500h4v4M20.500 16.500v4h-4M7.500 20.500h-4v-4',
  star: 'M12 4l2.400 5 5.400.700-4 3.800 1 5.500-4.800-2.700L7.200 19l1-5.500-4-3.800 5.400-.700z', undo: 'M8 5 4 9l4 4M4 9h10a5 5 0 0 1 0 10H8',
  camera: 'M12 3v18M3 12h18M9.500 5.500 12 3l2.500 2.500M9.500 18.500 12 21l2.500-2.500M5.500 9.500 3 12l2.500 2.500M18.500 9.500 21 12l-2.500 2.500',
  brush: 'M19.500 4.500c-4 1.500-8 5-9.500 8l2 2c3-1.500 6.500-5.500 7.500-10zM9.500 13.500c-2.500 0-3.500 1.500-3.500 3.500 0 1.500-1 2-2 2 3.500 1.500 7.500.500 7.500-3.500z', eraser: 'M9 18.500 4.500 14l9-9 6 6-7.500 7.500zM9 9.500l6 6M12 18.500h8',
  element: 'M12 3.500l7.500 4.250v8.500L12 20.500l-7.500-4.250v-8.500zM12 12l7.500-4.250M12 12v8.500M12 12 4.500 7.750', effect: 'M4 20 14.500 9.500M17 3v4M15 5h4M19.500 11v3M18 12.500h3M8.500 4v3M7 5.500h3',
  bell: 'M6 16.500V11a6 6 0 0 1 12 0v5.500l1.500 2h-15zM10 20.500h4', compare: 'M12 3.500v17M4 6h16v12H4zM7 12l2-2M7 12l2 2M17 12l-2-2M17 12l-2 2', select: 'M4 4h16v16H4zM8 12l3 3 5-6', operator: 'M4.500 17.500a8.500 8.500 0 1 1 15 0M12 14l4-5.500M12 14h.01', path: 'M5 19c1-8 7-3 9-9M10.500 9.500 14.500 6l2.500 4.500',
  create: 'M12 3v4M12 17v4M3 12h4M17 12h4M6 6l2.500 2.500M15.500 15.500 18 18M18 6l-2.500 2.500M8.500 15.500 6 18',
  library: 'M4 5h16v14H4zM4 9h16M8 5v4M16 5v4M10 12.500v4l3.500-2z',
  account: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.500 20c1-3.500 4-5 7.500-5s6.500 1.500 7.500 5',
  moon: 'M19 14.500A7.500 7.500 0 0 1 9.500 5 7.500 7.500 0 1 0 19 14.500z',
  sun: 'M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 2.500v2M12 19.500v2M2.500 12h2M19.500 12h2M5.300 5.300l1.400 1.400M17.300 17.300l1.400 1.400M18.700 5.300l-1.400 1.400M6.700 17.300l-1.400 1.400',
  language: 'M4 6h9M8.500 4v2c0 4-2 7-5 8.500M6 9c1 2.500 3 4.500 6 5.500M12.500 20l4-9 4 9M14 17h5',
  play: 'M8 5.500v13l10.500-6.500z', pause: 'M8 5.500v13M16 5.500v13',
  close: 'M6 6l12 12M18 6 6 18', plus: 'M12 5v14M5 12h14', more: 'M5 7h14M5 12h9M5 17h5',
  arrow: 'M5 12h13M13 6.500l5.500 5.500-5.500 5.500', up: 'M12 19V6M6 11.500 12 5.500l6 6',
  download: 'M12 4v11M7.500 11 12 15.500 16.500 11M5 19.500h14', trash: 'M5 7h14M9.500 7V4.500h5V7M7 7l1 13h8l1-13M10.500 10.500v6M13.500 10.500v6',
  again: 'M5 12a7 7 0 1 1 2 5M5 18v-4.500h4.500', extend: 'M4 6h9v12H4zM16.500 12H21M18.500 9.500 21 12l-2.500 2.500M7 6v12',
  code: 'M9 7.500 4.500 12 9 16.500M15 7.500l4.500 4.500-4.500 4.500', first: 'M4 5h16v14H4zM8 5v14', last: 'M4 5h16v14H4zM16 5v14',
  picture: 'M4 5h16v14H4zM4 16l4.500-5 4 4 2.500-2.500 5 4.500M15.500 9.500h.01', search: 'M11 17.500a6.500 6.500 0 1 0 0-13 6.500 6.500 0 0 0 0 13zM16 16l4.500 4.500',
  back: 'M14.500 6 8.500 12l6 6', forward: 'M9.500 6l6 6-6 6', full: 'M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5', out: 'M14 4H5v16h9M10 12h10.500M17 8.500l3.500 3.500-3.500 3.500',
  warning: 'M12 4 3 19.500h18zM12 10v4.500M12 17h.01', check: 'M5 12.500l4.500 4.500L19 7.500', stop: 'M7 7h10v10H7z', loop: 'M4 12a5 5 0 0 1 5-5h9M15 4l3 3-3 3M20 12a5 5 0 0 1-5 5H6M9 20l-3-3 3-3',
};

export function icon(name) {
  const image = document.createElementNS(svg, 'svg');
  image.setAttribute('viewBox', '0 0 24 24');
  image.setAttribute('aria-hidden', 'true');
  image.setAttribute('class', `icon icon-${name}`);
  const path = document.createElementNS(svg, 'path');
  path.setAttribute('d', paths[name]);
  image.append(path);
  return image;
}

/// Something that others may listen to.
export class Subject {
  #listeners = new Set();
  listen(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
  tell(news) { for (const listener of [...this.#listeners]) listener(news); }
}

/// An element that stops listening when it leaves the page.
export class Part extends HTMLElement {
  #ends = [];
  during(end) { this.#ends.push(end); }
  connectedCallback() { this.begin?.(); }
  disconnectedCallback() {
    for (const end of this.#ends.splice(0)) end();
    this.end?.();
  }
}

export const clamp = (value, least, most) => Math.min(Math.max(value, least), most);
