// The mesh: its drawing, the way of a message, what is selected, and all of it as lists.

import { html, nothing } from 'lit';
import { oneDigit } from '../format.js';
import { meshStore } from '../mesh-store.js';
import './mesh-details.js';
import './mesh-drawing.js';
import './mesh-lists.js';
import './mesh-stand-ins.js';
import { MeshView } from './mesh-view.js';
import './mesh-way.js';

class Mesh extends MeshView {
  connectedCallback() {
    super.connectedCallback();
    document.title = 'Mesh · Fieldway';
  }

  render() {
    const { state } = meshStore;
    if (state === 'none') {
      return none();
    }
    return html`
      <div class="mesh-head">
        <h1 tabindex="-1">Mesh</h1>
        ${meshStore.picture ? facts(meshStore.picture) : nothing}
      </div>
      ${state === 'silent'
        ? html`<p class="mesh-alert" role="status" data-testid="mesh-silent">
            No node of the mesh answers. ${meshStore.picture ? 'What is shown is old.' : ''}
          </p>`
        : nothing}
      ${meshStore.problem
        ? html`<p class="mesh-alert" role="alert" data-testid="mesh-problem">
            ${meshStore.problem}
          </p>`
        : nothing}
      ${meshStore.picture
        ? html`<div class="mesh-columns">
            <div class="mesh-main">
              <fw-mesh-drawing></fw-mesh-drawing>
              <fw-mesh-way></fw-mesh-way>
            </div>
            <div class="mesh-side">
              <fw-mesh-details></fw-mesh-details>
              <fw-mesh-lists></fw-mesh-lists>
            </div>
            <fw-mesh-stand-ins></fw-mesh-stand-ins>
          </div>`
        : state === 'asking'
          ? html`<p class="empty">Loading…</p>`
          : nothing}
    `;
  }
}

/** @param {import('../mesh.js').Picture} picture */
function facts({ nodes, links }) {
  const up = nodes.filter((each) => each.state === 'up').length;
  const carried = nodes.filter((each) => each.state === 'carried').length;
  const linked = links.filter((each) => each.state === 'up').length;
  const rate = links.reduce((sum, each) => sum + each.ab.messages + each.ba.messages, 0);
  return html`<dl class="facts">
    <div>
      <dt>Nodes up</dt>
      <dd class="num" data-testid="mesh-nodes-up">${up} of ${nodes.length}</dd>
    </div>
    ${carried > 0
      ? html`<div>
          <dt>Carried on</dt>
          <dd class="num" data-testid="mesh-nodes-carried">${carried}</dd>
        </div>`
      : nothing}
    <div>
      <dt>Links up</dt>
      <dd class="num" data-testid="mesh-links-up">${linked} of ${links.length}</dd>
    </div>
    <div>
      <dt>Messages on all links</dt>
      <dd class="num">${oneDigit(rate)} a second</dd>
    </div>
  </dl>`;
}

const none = () =>
  html`<section class="notice" data-testid="mesh-none">
    <h1 tabindex="-1">No mesh to show</h1>
    <p>
      This server was not told of any node. Start it with where one or more nodes serve their views,
      and the controller of the mesh, if there is one:
    </p>
    <p><code>./fieldway cloud --mesh 127.0.0.1:8403 --controller 127.0.0.1:8406 …</code></p>
    <p class="soft">
      Any of them tells of the whole mesh, and each of what passes over its own links.
      <code>./fieldway demo</code> runs seven of its own.
    </p>
  </section>`;

customElements.define('fw-mesh', Mesh);
