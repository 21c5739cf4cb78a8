// What the elements of the mesh share: they follow the mesh's store rather than that of the field.

import { LitElement } from 'lit';
import { meshStore } from '../mesh-store.js';

export class MeshView extends LitElement {
  #end = () => {};

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.#end = meshStore.subscribe(() => this.requestUpdate());
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#end();
  }
}
