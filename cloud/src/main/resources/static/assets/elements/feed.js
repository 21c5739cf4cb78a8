// The latest readings, quarantined values and command steps. The list stands still while a pointer
// or the focus is in it; rows have one height, so nothing around it moves.

import { html } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { clock, isPicture, unitText, valueText } from '../format.js';
import { devicePath } from '../router.js';
import { store } from '../store.js';
import { mark, stateOf } from './marks.js';
import { View } from './view.js';

/** The list moves at most this often, so that it can be read. */
const MOVE_EVERY_MS = 900;

class Feed extends View {
  /** @type {import('../state.js').FeedEntry[]} what is shown */
  #shown = [];
  #shownAt = 0;
  #hover = false;
  #focus = false;

  render() {
    const paused = this.#hover || this.#focus;
    if (!paused && Date.now() - this.#shownAt >= MOVE_EVERY_MS) {
      this.#shown = store.state.feed;
      this.#shownAt = Date.now();
    }
    const shown = this.#shown;
    const newer = store.state.fed - (shown[0]?.key ?? 0);
    return html`<section class="feed card" aria-labelledby="feed-title">
      <div class="card-head">
        <h2 id="feed-title">Live</h2>
        <span class="soft small num">${paused ? `Paused · ${newer} new` : 'Newest first'}</span>
      </div>
      <ol
        class="feed-rows"
        tabindex="0"
        aria-label="Latest readings and events"
        data-testid="feed"
        @pointerenter=${() => this.#pause({ hover: true })}
        @pointerleave=${() => this.#pause({ hover: false })}
        @focusin=${(/** @type {FocusEvent} */ event) =>
          this.#pause({ focus: /** @type {Element} */ (event.target).matches(':focus-visible') })}
        @focusout=${() => this.#pause({ focus: false })}
      >
        ${shown.length === 0
          ? html`<li class="empty">Waiting for the first reading…</li>`
          : repeat(shown, (each) => each.key, row)}
      </ol>
    </section>`;
  }

  /** @param {{ hover?: boolean, focus?: boolean }} change */
  #pause({ hover = this.#hover, focus = this.#focus }) {
    this.#hover = hover;
    this.#focus = focus;
    this.requestUpdate();
  }
}

/** @param {import('../state.js').FeedEntry} entry */
function row(entry) {
  const { shape, tone } = look(entry);
  return html`<li class="feed-row" data-kind=${entry.kind}>
    <span class="feed-mark state" data-tone=${tone}>${mark(/** @type {any} */ (shape))}</span>
    <span class="feed-who one-line">${who(entry)}</span>
    <time class="soft num">${clock(entry.at)}</time>
    <span class="feed-what num one-line">${what(entry)}</span>
  </li>`;
}

/** @param {import('../state.js').FeedEntry} entry */
function look(entry) {
  if (entry.kind === 'reading' || entry.kind === 'picture') {
    return { shape: 'disc', tone: 'unsure' };
  }
  return stateOf(entry.kind === 'quarantine' ? 'quarantine' : (entry.state ?? ''));
}

/** @param {import('../state.js').FeedEntry} entry */
function who({ device, gateway }) {
  if (!device) {
    return store.state.gateways.get(gateway ?? '')?.title || gateway;
  }
  const title = store.state.devices.get(device)?.title || device;
  return html`<a href=${devicePath(device)}>${title}</a>`;
}

/** @param {import('../state.js').FeedEntry} entry */
function what(entry) {
  const { kind, device = '', state = '', reason } = entry;
  const model = store.state.models.get(store.state.devices.get(device)?.model ?? '');
  switch (kind) {
    case 'reading':
      return (entry.values ?? []).map((each) => measured(each, model)).join(' · ');
    case 'picture':
      return String(entry.value).startsWith('image/') ? 'New picture' : 'New file';
    case 'quarantine':
      return `Quarantined ${title(model?.properties, entry.property)}: ${reason}`;
    case 'command':
      return `${title(model?.actions, entry.action)}: ${stateOf(state).word}${reason ? `, ${reason}` : ''}`;
    default:
      return `is ${stateOf(state).word}`;
  }
}

/**
 * @param {import('../state.js').Point} point
 * @param {any} model
 */
function measured({ property, value, unit }, model) {
  const schema = model?.properties?.[property];
  const name = title(model?.properties, property);
  if (isPicture(schema)) {
    return `${name}, new`;
  }
  return `${name} ${valueText(value, schema)} ${unitText(unit || schema?.unit)}`.trim();
}

/**
 * @param {any} affordances
 * @param {string | undefined} name
 */
const title = (affordances, name) => affordances?.[name ?? '']?.title ?? name;

customElements.define('fw-feed', Feed);
