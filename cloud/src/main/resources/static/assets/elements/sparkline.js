// A small line of the last numbers; it says nothing that the figure above it does not say.

import { html, svg } from 'lit';
import { RATE_LENGTH } from '../state.js';

const WIDTH = 240;
const HEIGHT = 28;

/** @param {number[]} numbers oldest first */
export function sparkline(numbers) {
  const top = Math.max(1, ...numbers) * 1.1;
  const step = WIDTH / (RATE_LENGTH - 1);
  const left = WIDTH - (numbers.length - 1) * step;
  const points = numbers.map((each, index) => {
    const y = HEIGHT - 2 - (each / top) * (HEIGHT - 4);
    return `${(left + index * step).toFixed(1)},${y.toFixed(1)}`;
  });
  return html`<svg
    class="sparkline"
    viewBox="0 0 ${WIDTH} ${HEIGHT}"
    preserveAspectRatio="none"
    aria-hidden="true"
  >
    ${points.length > 1
      ? svg`<polygon points="${left.toFixed(1)},${HEIGHT} ${points.join(' ')} ${WIDTH},${HEIGHT}"/>
          <polyline points=${points.join(' ')}/>`
      : svg``}
  </svg>`;
}
