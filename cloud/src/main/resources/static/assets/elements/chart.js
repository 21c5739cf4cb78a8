// The chart of a device: chosen properties over a range, panel above panel where units differ.

import { html, nothing } from 'lit';
import { api } from '../api.js';
import { drawn, isLine, Series } from '../series.js';
import { isSetting } from '../schema.js';
import { store } from '../store.js';
import { chartOptions, panelsHeight } from './chart-options.js';
import { View } from './view.js';

const RANGES = [
  { id: '15m', title: '15 min', millis: 15 * 60_000 },
  { id: '1h', title: '1 h', millis: 60 * 60_000 },
  { id: '24h', title: '24 h', millis: 24 * 60 * 60_000 },
];
/** Most points of a line that are asked for; the server averages more of them. */
const LIMIT = 900;
/** A line may grow live to this many before its history is loaded again. */
const LONGEST = 2 * LIMIT;
/** Lines chosen at first, and at most. */
const FIRST_LINES = 2;
/** The chart is drawn at most this often. */
const DRAW_EVERY_MS = 500;
/** Late points come in bunches; the history is loaded once for each. */
const HEAL_AFTER_MS = 1_500;

class Chart extends View {
  static properties = { device: {}, model: {} };

  #range = RANGES[0];
  /** @type {Set<string>} */
  #chosen = new Set();
  /** @type {Map<string, Series>} */
  #series = new Map();
  /** @type {any} */
  #echarts;
  /** @type {any} */
  #chart;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #drawing;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #healing;
  #loading = 0;
  #shape = '';

  connectedCallback() {
    super.connectedCallback();
    const redraw = () => this.#draw();
    const resize = new ResizeObserver(() => this.#chart?.resize());
    resize.observe(this);
    const dark = window.matchMedia('(prefers-color-scheme: dark)');
    window.addEventListener('themechange', redraw);
    dark.addEventListener('change', redraw);
    const slide = setInterval(() => this.#drawSoon(), 1_000);
    this.until(() => {
      resize.disconnect();
      window.removeEventListener('themechange', redraw);
      dark.removeEventListener('change', redraw);
      clearInterval(slide);
      clearTimeout(this.#drawing);
      clearTimeout(this.#healing);
      this.#chart?.dispose();
      this.#chart = undefined;
    });
    this.until(store.onPoints((points) => this.#take(points)));
    this.until(store.onRejoin(() => this.#load()));
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (changed.has('device')) {
      this.#chosen = new Set(this.#lines().slice(0, FIRST_LINES));
      this.#series.clear();
      this.#load();
    }
  }

  #lines() {
    const { device, model } = /** @type {any} */ (this);
    return Object.entries(model.properties ?? {})
      .filter(([, schema]) => isLine(schema))
      .filter(([name, schema]) => !isSetting(schema) || store.state.values.get(device)?.has(name))
      .map(([name]) => name);
  }

  render() {
    const { model } = /** @type {any} */ (this);
    const lines = this.#lines();
    if (lines.length === 0) {
      return nothing;
    }
    return html`<section class="card chart" aria-labelledby="chart-title" data-testid="chart">
      <div class="card-head">
        <h2 id="chart-title">History</h2>
        <div class="choice" role="radiogroup" aria-label="Range">
          ${RANGES.map(
            (each) =>
              html`<label
                ><input
                  type="radio"
                  name="range"
                  data-testid="range-${each.id}"
                  .checked=${each === this.#range}
                  @change=${() => this.#setRange(each)}
                />${each.title}</label
              >`,
          )}
        </div>
      </div>
      <div class="card-body">
        <div class="chips" role="group" aria-label="Lines">
          ${lines.map((name) => this.#chip(name, model.properties[name], lines))}
        </div>
        <div class="chart-frame" role="img" aria-label=${this.#words()}></div>
      </div>
    </section>`;
  }

  /**
   * @param {string} name
   * @param {any} schema
   * @param {string[]} lines
   */
  #chip(name, schema, lines) {
    return html`<label class="chip" data-series=${(lines.indexOf(name) % 6) + 1}>
      <input
        type="checkbox"
        data-testid="line-${name}"
        .checked=${this.#chosen.has(name)}
        @change=${() => this.#toggle(name)}
      />
      <svg viewBox="0 0 12 12" aria-hidden="true">
        <rect y="4.5" width="12" height="3" rx="1.5" fill="currentColor" />
      </svg>
      ${schema.title ?? name}
    </label>`;
  }

  #words() {
    const { model } = /** @type {any} */ (this);
    const names = [...this.#chosen].map((each) => model.properties[each]?.title ?? each);
    return `${names.join(', ')} over the last ${this.#range.title}`;
  }

  async firstUpdated() {
    this.#echarts = await import('echarts/dist/echarts.esm.min.js');
    this.#draw();
  }

  /** @param {typeof RANGES[0]} range */
  #setRange(range) {
    this.#range = range;
    this.#load();
    this.requestUpdate();
  }

  /** @param {string} name */
  #toggle(name) {
    if (!this.#chosen.delete(name)) {
      this.#chosen.add(name);
    }
    this.#load();
    this.requestUpdate();
  }

  async #load() {
    const { device } = /** @type {any} */ (this);
    const load = (this.#loading += 1);
    const to = store.now();
    const from = to - this.#range.millis;
    const histories = await Promise.all(
      [...this.#chosen].map(async (name) => {
        const history = await api.history(device, name, from, to, LIMIT).catch(() => undefined);
        return { name, points: history?.points };
      }),
    );
    if (load !== this.#loading || !this.isConnected) {
      return;
    }
    for (const { name, points } of histories) {
      const series = this.#series.get(name) ?? new Series();
      this.#series.set(name, series);
      if (points) {
        series.load(points.map((/** @type {any} */ [at, value]) => [at, drawn(value) ?? 0]));
      }
    }
    this.#draw();
  }

  /** @param {import('../state.js').Point[]} points */
  #take(points) {
    const { device } = /** @type {any} */ (this);
    for (const point of points) {
      const series = point.device === device && this.#series.get(point.property);
      const value = drawn(point.value);
      if (!series || value === undefined) {
        continue;
      }
      const fits = series.add(Date.parse(point.at), value);
      if (!fits || series.samples.length > LONGEST) {
        this.#healSoon();
      }
    }
    this.#drawSoon();
  }

  #healSoon() {
    this.#healing ??= setTimeout(() => {
      this.#healing = undefined;
      this.#load();
    }, HEAL_AFTER_MS);
  }

  #drawSoon() {
    this.#drawing ??= setTimeout(() => this.#draw(), DRAW_EVERY_MS);
  }

  #draw() {
    clearTimeout(this.#drawing);
    this.#drawing = undefined;
    const frame = /** @type {HTMLElement | null} */ (this.querySelector('.chart-frame'));
    if (!frame || !this.#echarts || !this.isConnected) {
      return;
    }
    const { model } = /** @type {any} */ (this);
    const to = store.now();
    const all = this.#lines();
    const lines = all
      .filter((name) => this.#chosen.has(name))
      .map((name) => {
        const series = this.#series.get(name) ?? new Series();
        series.forgetBefore(to - this.#range.millis);
        return { name, number: (all.indexOf(name) % 6) + 1, schema: model.properties[name], line: series.line() };
      });
    const shape = `${this.#range.id} ${lines.map((each) => each.name).join(' ')}`;
    frame.style.setProperty('height', `${panelsHeight(lines)}px`);
    this.#chart ??= this.#echarts.init(frame, null, { renderer: 'canvas' });
    if (shape !== this.#shape) {
      this.#shape = shape;
      this.#chart.clear();
      this.#chart.resize();
    }
    this.#chart.setOption(chartOptions(frame, lines, to - this.#range.millis, to));
  }
}

customElements.define('fw-chart', Chart);
