// Shapes: the state marks, the logo and the icons of buttons.

import { html, svg } from 'lit';

const SHAPES = {
  disc: svg`<circle cx="6" cy="6" r="5" fill="currentColor"/>`,
  ring: svg`<circle cx="6" cy="6" r="4.2" fill="none" stroke="currentColor" stroke-width="1.8" stroke-dasharray="2.6 1.8"/>`,
  square: svg`<rect x="1.5" y="1.5" width="9" height="9" rx="1.5" fill="none" stroke="currentColor" stroke-width="1.8"/>`,
  diamond: svg`<path d="M6 .6 11.4 6 6 11.4.6 6z" fill="currentColor"/>`,
  triangle: svg`<path d="M6 .8 11.6 11H.4z" fill="currentColor"/>`,
  tick: svg`<path d="M1.5 6.5 4.6 9.6 10.5 2.8" fill="none" stroke="currentColor" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round"/>`,
  cross: svg`<path d="m2 2 8 8M10 2l-8 8" stroke="currentColor" stroke-width="2.2" stroke-linecap="round"/>`,
};

/** @type {Record<string, { tone: string, shape: keyof typeof SHAPES, word: string }>} */
const STATES = {
  online: { tone: 'good', shape: 'disc', word: 'online' },
  offline: { tone: 'bad', shape: 'square', word: 'offline' },
  unknown: { tone: 'unsure', shape: 'ring', word: 'unknown' },
  accepted: { tone: 'wait', shape: 'diamond', word: 'accepted' },
  stored: { tone: 'wait', shape: 'diamond', word: 'stored' },
  'at-gateway': { tone: 'wait', shape: 'diamond', word: 'at gateway' },
  'at-device': { tone: 'wait', shape: 'diamond', word: 'at device' },
  executed: { tone: 'good', shape: 'tick', word: 'executed' },
  failed: { tone: 'bad', shape: 'cross', word: 'failed' },
  expired: { tone: 'bad', shape: 'square', word: 'expired' },
  cancelled: { tone: 'unsure', shape: 'square', word: 'cancelled' },
  live: { tone: 'good', shape: 'disc', word: 'Live' },
  connecting: { tone: 'unsure', shape: 'ring', word: 'Connecting' },
  lost: { tone: 'wait', shape: 'diamond', word: 'Reconnecting' },
  up: { tone: 'good', shape: 'disc', word: 'up' },
  down: { tone: 'bad', shape: 'square', word: 'down' },
  cut: { tone: 'bad', shape: 'cross', word: 'cut' },
  stopped: { tone: 'bad', shape: 'cross', word: 'stopped' },
  killed: { tone: 'bad', shape: 'cross', word: 'killed' },
  starting: { tone: 'unsure', shape: 'ring', word: 'starting' },
  carried: { tone: 'wait', shape: 'diamond', word: 'carried on' },
  acting: { tone: 'good', shape: 'disc', word: 'acts' },
  'standing by': { tone: 'unsure', shape: 'ring', word: 'stands by' },
  claiming: { tone: 'wait', shape: 'diamond', word: 'asks to act' },
  silent: { tone: 'wait', shape: 'diamond', word: 'silent' },
  unreachable: { tone: 'bad', shape: 'square', word: 'unreachable' },
  'in-sync': { tone: 'good', shape: 'tick', word: 'in sync' },
  pending: { tone: 'wait', shape: 'diamond', word: 'pending' },
  rejected: { tone: 'bad', shape: 'cross', word: 'rejected' },
  overridden: { tone: 'unsure', shape: 'square', word: 'overridden' },
  quarantine: { tone: 'bad', shape: 'triangle', word: 'quarantined' },
};

/** @param {string} name */
export const stateOf = (name) => STATES[name] ?? { tone: 'unsure', shape: 'ring', word: name };

/** @param {keyof typeof SHAPES} shape */
export const mark = (shape) =>
  html`<svg viewBox="0 0 12 12" aria-hidden="true">${SHAPES[shape]}</svg>`;

/**
 * A state as shape and word.
 *
 * @param {string} name
 * @param {{ pill?: boolean, testid?: string }} [how]
 */
export function stateMark(name, { pill = false, testid } = {}) {
  const { tone, shape, word } = stateOf(name);
  return html`<span
    class="state ${pill ? 'pill' : ''}"
    data-tone=${tone}
    data-state=${name}
    data-testid=${testid ?? 'state'}
    >${mark(shape)}<span>${word}</span></span
  >`;
}

export const logo = html`<svg class="logo" viewBox="0 0 32 32" aria-hidden="true">
  <rect class="logo-ground" width="32" height="32" rx="8" />
  <g class="logo-lines">
    <path d="M6.5 24.5c5.5 0 6.5-6 11.5-6" />
    <path d="M6.5 17.5c6.5 0 6-7.5 11.5-7.5" />
    <path d="M15 25.5c4 0 4.5-3 6-3" />
  </g>
  <circle class="logo-dot" cx="23" cy="10" r="2.9" />
</svg>`;

/** @param {unknown} content */
const icon = (content) =>
  html`<svg
    viewBox="0 0 20 20"
    fill="none"
    stroke="currentColor"
    stroke-width="1.6"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    ${content}
  </svg>`;

export const icons = {
  auto: icon(svg`<circle cx="10" cy="10" r="6.5"/><path d="M10 3.5a6.5 6.5 0 0 1 0 13z" fill="currentColor"/>`),
  light: icon(svg`<circle cx="10" cy="10" r="3.3"/><path d="M10 2.5v1.5M10 16v1.5M2.5 10H4M16 10h1.5M4.7 4.7l1 1M14.3 14.3l1 1M15.3 4.7l-1 1M5.7 14.3l-1 1"/>`),
  dark: icon(svg`<path d="M16.5 11.8A6.8 6.8 0 1 1 8.2 3.5a5.4 5.4 0 0 0 8.3 8.3z"/>`),
  leave: icon(svg`<path d="M8 3.5H4.5v13H8M12.5 6.5 16 10l-3.5 3.5M16 10H8"/>`),
  back: icon(svg`<path d="M12 4.5 6.5 10l5.5 5.5"/>`),
  forward: icon(svg`<path d="M8 4.5 13.5 10 8 15.5"/>`),
};
