// The mesh as a drawing: nodes in stable places, links with their cost, round trip and what passes
// each way, and the ways of the chosen message beneath them. Rows run to the right where there is
// room, and down on a phone.

import { html, nothing, svg } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { linkKey } from '../mesh.js';
import { rowsOf } from '../mesh-layout.js';
import { meshStore } from '../mesh-store.js';
import { perSecond, tripText } from './mesh-words.js';
import { MeshView } from './mesh-view.js';

const NARROW = window.matchMedia('(max-width: 46rem)');
const SERIES = 6;
/** Half of a node's height. */
const RADIUS = 25;

/** @typedef {{ x: number, y: number }} Place */

class MeshDrawing extends MeshView {
  /** @type {string[][]} */
  #rows = [];
  #drawn = '';
  #turn = () => this.requestUpdate();

  connectedCallback() {
    super.connectedCallback();
    NARROW.addEventListener('change', this.#turn);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    NARROW.removeEventListener('change', this.#turn);
  }

  render() {
    const { picture } = meshStore;
    if (!picture) {
      return nothing;
    }
    const { nodes, links, first } = picture;
    // Places change only where a node or a link comes that was never there.
    const drawn = [first, ...nodes.map((each) => each.name), ...links.map((each) => each.key)].join();
    if (drawn !== this.#drawn) {
      this.#drawn = drawn;
      this.#rows = rowsOf(nodes.map((each) => each.name), links, first);
    }
    const narrow = NARROW.matches;
    const { places, width, height } = layOut(this.#rows, narrow);
    const at = (/** @type {string} */ name) => places.get(name) ?? { x: 0, y: 0 };
    return html`<section class="card mesh-drawing" aria-label="The mesh as a drawing">
      <svg
        viewBox="0 0 ${width} ${height}"
        role="group"
        aria-label="${nodes.length} nodes and ${links.length} links; the lists tell the same in words"
        data-narrow=${narrow}
      >
        ${ways(at, links, this.#rows)}
        ${nodes.filter((each) => each.carrier).map((each) => carry(at(each.name), at(each.carrier)))}
        ${repeat(links, (each) => each.key, (each) => link(each, at, this.#rows, narrow))}
        ${repeat(nodes, (each) => each.name, (each) => node(each, at(each.name), narrow && isAlone(each.name, this.#rows)))}
      </svg>
      <p class="mesh-legend soft">
        ${narrow
          ? 'On a link: messages a second, both ways. Touch a node or a link to see more.'
          : 'On a link: its cost and round trip; beside a node what it sends over the link, in messages a second. Select a node or a link to see more.'}
      </p>
    </section>`;
  }
}

/**
 * @param {string[][]} rows
 * @param {boolean} narrow
 */
function layOut(rows, narrow) {
  const most = Math.max(1, ...rows.map((each) => each.length));
  const along = narrow ? 112 : 236;
  const across = narrow ? 114 : 132;
  const border = narrow ? { along: 56, across: 60 } : { along: 84, across: 78 };
  /** @type {Map<string, Place>} */
  const places = new Map();
  rows.forEach((row, i) =>
    row.forEach((name, j) => {
      const far = border.along + i * along;
      const aside = border.across + (j + (most - row.length) / 2) * across;
      places.set(name, narrow ? { x: aside, y: far } : { x: far, y: aside });
    }),
  );
  const length = 2 * border.along + (rows.length - 1) * along;
  const breadth = 2 * border.across + (most - 1) * across;
  return narrow
    ? { places, width: breadth, height: length }
    : { places, width: length, height: breadth };
}

/**
 * The middle of a link and how it goes; one that passes other nodes of its row goes around them.
 *
 * @param {Place} from
 * @param {Place} to
 * @param {boolean} around
 */
function course(from, to, around) {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const along = { x: (to.x - from.x) / length, y: (to.y - from.y) / length };
  // To the right of the way, and for both directions on the same side of the drawing.
  const side = { x: -along.y, y: along.x };
  const turned = side.x + side.y < 0 ? -1 : 1;
  const bulge = around ? turned * length * 0.32 : 0;
  const bend = {
    x: (from.x + to.x) / 2 + side.x * bulge * 2,
    y: (from.y + to.y) / 2 + side.y * bulge * 2,
  };
  const point = (/** @type {number} */ t) => ({
    x: (1 - t) ** 2 * from.x + 2 * t * (1 - t) * bend.x + t ** 2 * to.x,
    y: (1 - t) ** 2 * from.y + 2 * t * (1 - t) * bend.y + t ** 2 * to.y,
  });
  const path = (/** @type {number} */ aside) => {
    const by = (/** @type {Place} */ place) =>
      `${(place.x + side.x * aside).toFixed(1)} ${(place.y + side.y * aside).toFixed(1)}`;
    return `M ${by(from)} Q ${by(bend)} ${by(to)}`;
  };
  return { path, point, side, length };
}

/**
 * @param {string} a
 * @param {string} b
 * @param {string[][]} rows
 */
const goesAround = (a, b, rows) =>
  rows.some((row) => row.includes(a) && row.includes(b) && Math.abs(row.indexOf(a) - row.indexOf(b)) > 1);

/**
 * @param {(name: string) => Place} at
 * @param {import('../mesh.js').MeshLink[]} links
 * @param {string[][]} rows
 */
function ways(at, links, rows) {
  const paths = meshStore.ways.filter((way) => way.path.length > 1);
  return paths.map((way, i) =>
    way.path.slice(1).map((/** @type {string} */ to, /** @type {number} */ step) => {
      const from = way.path[step];
      const known = links.find((each) => each.key === linkKey(from, to));
      const [a, b] = known ? [known.a, known.b] : [from, to];
      const { path } = course(at(a), at(b), goesAround(a, b, rows));
      const aside = (i - (paths.length - 1) / 2) * 7;
      return svg`<path class="mesh-way-line" data-series=${(i % SERIES) + 1} d=${path(aside)} />`;
    }),
  );
}

/**
 * @param {import('../mesh.js').MeshLink} what
 * @param {(name: string) => Place} at
 * @param {string[][]} rows
 * @param {boolean} narrow
 */
function link(what, at, rows, narrow) {
  const way = course(at(what.a), at(what.b), goesAround(what.a, what.b, rows));
  const middle = way.point(0.5);
  const isSelected = meshStore.selected?.kind === 'link' && meshStore.selected.name === what.key;
  const up = what.state === 'up';
  return svg`<g
    class="mesh-link"
    data-state=${what.state}
    data-testid="mesh-drawn-${what.a}-${what.b}"
    ?data-selected=${isSelected}
    @click=${() => meshStore.select({ kind: 'link', name: what.key })}
  >
    <path class="mesh-link-hit" d=${way.path(0)} />
    <path class="mesh-link-line" d=${way.path(0)} />
    ${up ? flow(way, what.ab, true) : nothing}
    ${up ? flow(way, what.ba, false) : nothing}
    ${label(what, middle, narrow)}
    ${up && !narrow ? sent(way, what.ab, true) : nothing}
    ${up && !narrow ? sent(way, what.ba, false) : nothing}
  </g>`;
}

/**
 * Dashes that move where messages do, each direction on its own side.
 *
 * @param {ReturnType<typeof course>} way
 * @param {import('../mesh.js').Rate} rate
 * @param {boolean} forth
 */
function flow(way, rate, forth) {
  if (rate.messages <= 0) {
    return nothing;
  }
  const pace = rate.messages < 1 ? 'slow' : rate.messages < 20 ? 'steady' : 'quick';
  return svg`<path
    class="mesh-flow"
    data-pace=${pace}
    ?data-back=${!forth}
    d=${way.path(forth ? 4 : -4)}
  />`;
}

/**
 * What an end sends, beside it.
 *
 * @param {ReturnType<typeof course>} way
 * @param {import('../mesh.js').Rate} rate
 * @param {boolean} forth
 */
function sent(way, rate, forth) {
  if (rate.messages <= 0) {
    return nothing;
  }
  const near = Math.min(0.3, (RADIUS + 21) / way.length);
  const place = way.point(forth ? near : 1 - near);
  const aside = (forth ? 1 : -1) * (17 + 12 * Math.abs(way.side.x));
  return svg`<text
    class="mesh-sent num"
    x=${place.x + way.side.x * aside}
    y=${place.y + way.side.y * aside + 4}
  >${perSecond(rate.messages)}</text>`;
}

/**
 * @param {import('../mesh.js').MeshLink} what
 * @param {Place} middle
 * @param {boolean} narrow
 */
function label(what, middle, narrow) {
  const words = labelWords(what, narrow);
  if (!words) {
    return nothing;
  }
  const width = 16 + words.length * 6.3;
  return svg`<g class="mesh-label">
    <rect x=${middle.x - width / 2} y=${middle.y - 11} width=${width} height="22" rx="11" />
    <text class="num" x=${middle.x} y=${middle.y + 4}>${words}</text>
  </g>`;
}

/**
 * @param {import('../mesh.js').MeshLink} what
 * @param {boolean} narrow
 */
function labelWords(what, narrow) {
  if (what.state !== 'up') {
    return what.state;
  }
  if (narrow) {
    const both = what.ab.messages + what.ba.messages;
    return both > 0 ? perSecond(both) : '';
  }
  const trip = tripText(what.roundTripMicros);
  return `cost ${what.cost}${trip ? ` · ${trip}` : ''}`;
}

/**
 * Whether there is room beside a node, where links that run down would cross what stands below.
 *
 * @param {string} name
 * @param {string[][]} rows
 */
const isAlone = (name, rows) => rows.some((row) => row.length === 1 && row[0] === name);

/**
 * From a node to the one that carries it on, beside where a link between them would be.
 *
 * @param {Place} from
 * @param {Place} to
 */
function carry(from, to) {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const along = { x: (to.x - from.x) / length, y: (to.y - from.y) / length };
  const side = { x: -along.y, y: along.x };
  const turned = side.x + side.y < 0 ? 1 : -1;
  const point = (/** @type {number} */ way, /** @type {number} */ aside) => ({
    x: from.x + along.x * way + side.x * aside * turned,
    y: from.y + along.y * way + side.y * aside * turned,
  });
  const begin = point(RADIUS + 6, 12);
  const bend = point(length / 2, 26 + length * 0.12);
  const end = point(length - RADIUS - 10, 14);
  // The head points where the line comes in.
  const angle = (Math.atan2(end.y - bend.y, end.x - bend.x) * 180) / Math.PI;
  return svg`<g class="mesh-carry" aria-hidden="true">
    <path d="M ${begin.x} ${begin.y} Q ${bend.x} ${bend.y} ${end.x} ${end.y}" />
    <path class="mesh-carry-head" d="M -9 -6 L 2 0 L -9 6 z"
      transform="translate(${end.x} ${end.y}) rotate(${angle})" />
  </g>`;
}

/**
 * What stands at a node, in a few words.
 *
 * @param {import('../mesh.js').MeshNode} what
 * @param {boolean} short
 */
function noteOf({ state, note, carrier, carries }, short) {
  if (state === 'carried') {
    return short ? `by ${carrier}` : `carried by ${carrier}`;
  }
  if (state !== 'up') {
    return state;
  }
  return [note, carries.length > 0 ? `carries ${carries.join(', ')}` : ''].filter(Boolean).join(', ');
}

/**
 * @param {import('../mesh.js').MeshNode} what
 * @param {Place} place
 * @param {boolean} beside whether its note stands beside it rather than below
 */
function node(what, { x, y }, beside) {
  const { name, state, note, carries } = what;
  const words = noteOf(what, false);
  const width = Math.max(2 * RADIUS, 26 + name.length * 9);
  const isSelected = meshStore.selected?.kind === 'node' && meshStore.selected.name === name;
  const choose = () => meshStore.select({ kind: 'node', name });
  return svg`<g
    class="mesh-node"
    role="button"
    tabindex="0"
    aria-pressed=${isSelected}
    aria-label="Node ${name}, ${state === 'up' ? ['up', words].filter(Boolean).join(', ') : [words, note].filter(Boolean).join(', ')}"
    data-state=${state}
    ?data-carries=${carries.length > 0}
    data-testid="mesh-node-${name}"
    ?data-selected=${isSelected}
    ?data-source=${meshStore.topic && meshStore.from === name}
    @click=${choose}
    @keydown=${(/** @type {KeyboardEvent} */ event) => {
      if (event.key === 'Enter' || event.key === ' ') {
        event.preventDefault();
        choose();
      }
    }}
  >
    <rect
      class="mesh-ring"
      x=${x - width / 2 - 5}
      y=${y - RADIUS - 5}
      width=${width + 10}
      height=${2 * RADIUS + 10}
      rx=${RADIUS + 5}
    />
    <rect
      class="mesh-body"
      x=${x - width / 2}
      y=${y - RADIUS}
      width=${width}
      height=${2 * RADIUS}
      rx=${RADIUS}
    />
    <text class="mesh-name" x=${x} y=${y + 6}>${name}</text>
    ${state === 'up' || state === 'starting'
      ? nothing
      : svg`<path class="mesh-cross" d="M ${x + 12} ${y - 26} l 12 12 m 0 -12 l -12 12" />`}
    <text
      class="mesh-note"
      ?data-beside=${beside}
      x=${beside ? x + width / 2 + 10 : x}
      y=${beside ? y + 5 : y + RADIUS + 20}
    >${noteOf(what, NARROW.matches)}</text>
  </g>`;
}

customElements.define('fw-mesh-drawing', MeshDrawing);
