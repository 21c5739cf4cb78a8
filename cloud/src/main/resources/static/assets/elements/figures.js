// The four figures at the head of the overview.

import { html } from 'lit';
import { oneDigit, percent, whole } from '../format.js';
import { store } from '../store.js';
import { sparkline } from './sparkline.js';
import { View } from './view.js';

class Figures extends View {
  render() {
    const { totals, rates, loaded } = store.state;
    const devices = [...store.state.devices.values()];
    const online = count(devices, 'online');
    return html`<section class="figures" aria-label="Figures">
      ${figure({
        title: 'Devices online',
        value: loaded ? html`${online}<small> of ${devices.length}</small>` : '–',
        raw: online,
        testid: 'devices-online',
        below: deviceWords(devices),
      })}
      ${figure({
        title: 'Points per second',
        value: totals ? oneDigit(totals.pointsPerSecond ?? 0) : '–',
        raw: totals?.pointsPerSecond,
        testid: 'points-per-second',
        below: sparkline(rates),
      })}
      ${figure({
        title: 'Points stored',
        value: totals ? whole(totals.stored) : '–',
        raw: totals?.stored,
        testid: 'stored-total',
        below: html`<span
          ><span data-testid="quarantined">${whole(totals?.quarantined ?? 0)}</span> in
          quarantine</span
        >`,
      })}
      ${figure({
        title: 'Completeness',
        value: totals ? percent(totals.received, totals.expected) : '–',
        raw: totals ? `${totals.received}/${totals.expected}` : '',
        testid: 'completeness',
        below: completenessWords(totals),
      })}
    </section>`;
  }
}

/** @param {{ title: string, value: unknown, raw: any, testid: string, below: unknown }} what */
function figure({ title, value, raw, testid, below }) {
  return html`<div class="figure card">
    <h2>${title}</h2>
    <p class="figure-value num" data-testid=${testid} data-value=${raw ?? ''}>${value}</p>
    <p class="figure-below num">${below}</p>
  </div>`;
}

/** @param {import('../state.js').Device[]} devices */
function deviceWords(devices) {
  const offline = count(devices, 'offline');
  const unknown = devices.length - offline - count(devices, 'online');
  if (offline === 0 && unknown === 0) {
    return devices.length === 0 ? 'none registered' : 'all answer';
  }
  return `${offline} offline, ${unknown} unknown`;
}

/**
 * @param {import('../state.js').Device[]} devices
 * @param {string} state
 */
const count = (devices, state) => devices.filter((each) => each.state === state).length;

/** @param {any} totals */
function completenessWords(totals) {
  if (!totals) {
    return ' ';
  }
  return html`<span>${whole(totals.received)} of ${whole(totals.expected)} readings</span>
    <span>${whole(totals.duplicatesDropped ?? 0)} duplicates dropped</span>`;
}

customElements.define('fw-figures', Figures);
