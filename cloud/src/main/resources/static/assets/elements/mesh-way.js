// The way of a message: from where, on which topic; then every consumer with its path, or why there
// is none. What is typed is asked for again every second.

import { html, nothing } from 'lit';
import { whyNoWay } from '../mesh.js';
import { meshStore } from '../mesh-store.js';
import { mark } from './marks.js';
import { MeshView } from './mesh-view.js';

const SERIES = 6;

class MeshWay extends MeshView {
  render() {
    const nodes = meshStore.picture?.nodes ?? [];
    const { from, topic, examples } = meshStore;
    return html`<section class="card" aria-labelledby="mesh-way-title">
      <div class="card-head"><h2 id="mesh-way-title">The way of a message</h2></div>
      <div class="card-body">
        <div class="mesh-way-form">
          <div class="field">
            <label for="mesh-from">Published at</label>
            <div class="input">
              <select
                id="mesh-from"
                data-testid="mesh-from"
                @change=${(/** @type {any} */ event) => meshStore.trace(event.target.value, topic)}
              >
                ${from ? nothing : html`<option value="" selected>Choose…</option>`}
                ${nodes.map(
                  ({ name, note }) =>
                    html`<option value=${name} ?selected=${name === from}>
                      ${name}${note ? ` (${note})` : ''}
                    </option>`,
                )}
              </select>
            </div>
          </div>
          <div class="field">
            <label for="mesh-topic">On the topic</label>
            <div class="input">
              <input
                id="mesh-topic"
                data-testid="mesh-topic"
                type="text"
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                placeholder="fields/7/soil"
                list="mesh-topics"
                .value=${topic}
                @input=${(/** @type {any} */ event) =>
                  meshStore.trace(from || (nodes[0]?.name ?? ''), event.target.value.trim())}
              />
            </div>
            <datalist id="mesh-topics">
              ${examples.map((each) => html`<option value=${each}></option>`)}
            </datalist>
          </div>
        </div>
        <div aria-live="polite" data-testid="mesh-ways">${this.#ways()}</div>
      </div>
    </section>`;
  }

  #ways() {
    const { topic, from, ways, wayProblem, picture } = meshStore;
    if (!topic) {
      return html`<p class="soft small">Type a topic to see which nodes want it, and the way there.</p>`;
    }
    if (wayProblem) {
      return html`<p class="hint wrong">${wayProblem}</p>`;
    }
    if (ways.length === 0) {
      return html`<p class="soft small">Nobody has subscribed to <code>${topic}</code>.</p>`;
    }
    const drawn = ways.filter((way) => way.path.length > 1);
    return html`<ol class="mesh-ways">
      ${ways.map((way) => {
        const target = picture?.nodes.find((each) => each.name === way.consumer);
        const series = drawn.indexOf(way);
        return html`<li class="mesh-way" data-series=${series < 0 ? nothing : (series % SERIES) + 1}>
          <span class="mesh-way-mark">${mark(way.path.length === 0 ? 'cross' : 'disc')}</span>
          <div class="mesh-way-what">
            ${way.path.length === 0
              ? html`<p data-testid="mesh-way-${way.consumer}">
                  <strong>No way leads from ${from} to ${way.consumer}</strong>:
                  ${whyNoWay(target)}. Messages for it wait.
                </p>`
              : way.path.length === 1
                ? html`<p data-testid="mesh-way-${way.consumer}">
                    <strong>${way.consumer}</strong> itself has subscribed.
                  </p>`
                : html`<p class="mesh-path num" data-testid="mesh-way-${way.consumer}">
                    ${way.path.map(
                      (/** @type {string} */ each, /** @type {number} */ i) =>
                        html`${i > 0 ? html`<span class="soft" aria-label="to"> → </span>` : nothing}<strong
                            >${each}</strong
                          >`,
                    )}
                  </p>`}
            <p class="soft small">
              ${way.path.length > 1 ? `cost ${way.weight}, ` : ''}for
              ${way.filters.slice(0, 3).map(
                (/** @type {string} */ each, /** @type {number} */ i) =>
                  html`${i > 0 ? ', ' : ''}<code>${each}</code>`,
              )}${way.filters.length > 3 ? ` and ${way.filters.length - 3} more` : ''}
            </p>
          </div>
        </li>`;
      })}
    </ol>`;
  }
}

customElements.define('fw-mesh-way', MeshWay);
