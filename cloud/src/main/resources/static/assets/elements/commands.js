// The instructions to a device, newest first, each with its steps and their times. A row has room
// for all steps from the beginning.

import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { dayClock, delta, unitText } from '../format.js';
import { wordsOf } from '../schema.js';
import { store } from '../store.js';
import { mark, stateMark, stateOf } from './marks.js';
import { View } from './view.js';

const WAY = ['accepted', 'stored', 'at-gateway', 'at-device', 'executed'];
/** States in which an instruction can still be cancelled. */
const OPEN = ['accepted', 'stored', 'at-gateway'];
const SHOWN = 8;

class Commands extends View {
  static properties = { device: {}, model: {} };

  render() {
    const { device, model } = /** @type {any} */ (this);
    const commands = [...(store.state.commands.get(device)?.values() ?? [])].slice(0, SHOWN);
    return html`<section class="card" aria-labelledby="commands-title">
      <div class="card-head"><h2 id="commands-title">Instructions</h2></div>
      ${commands.length === 0
        ? html`<p class="empty">None yet. What you send appears here, step by step.</p>`
        : html`<ol class="commands" data-testid="commands">
            ${repeat(
              commands,
              (each) => each.id,
              (each, index) => entry(each, model, index === 0),
            )}
          </ol>`}
    </section>`;
  }
}

/**
 * @param {import('../state.js').Command} command
 * @param {any} model
 * @param {boolean} latest
 */
function entry(command, model, latest) {
  const action = model.actions?.[command.action];
  const first = command.steps[0]?.at;
  return html`<li class="command" data-testid="command-${command.id}" data-state=${command.state}>
    <div class="command-head">
      <h3>${action?.title ?? wordsOf(command.action)} ${inputWords(command.input, action)}</h3>
      ${stateMark(command.state, { pill: true, testid: latest ? 'command-state' : 'command-state-earlier' })}
    </div>
    <div class="command-line">
      <p class="soft small num">${first ? dayClock(first) : ''}${heldWords(command)}</p>
      ${cancelButton(command, latest)}
    </div>
    <ol class="steps" aria-label="Steps" aria-live=${latest ? 'polite' : 'off'}>
      ${way(command).map((name) => step(name, command))}
    </ol>
    <p class="hint wrong" ?hidden=${!reason(command)} data-testid=${latest ? 'command-reason' : nothing}>
      ${reason(command)}
    </p>
  </li>`;
}

/**
 * Until when it is held, while it is.
 *
 * @param {import('../state.js').Command} command
 */
function heldWords({ state, notBefore }) {
  const held = notBefore && OPEN.includes(state) && Date.parse(notBefore) > store.now();
  return held ? ` · not before ${dayClock(notBefore)}` : '';
}

/**
 * @param {import('../state.js').Command} command
 * @param {boolean} latest
 */
function cancelButton({ id, state, cancelling }, latest) {
  if (!OPEN.includes(state)) {
    return nothing;
  }
  return html`<button
    class="button small"
    type="button"
    aria-disabled=${Boolean(cancelling)}
    data-testid=${latest ? 'command-cancel' : `command-cancel-${id}`}
    @click=${() => (cancelling ? undefined : store.cancel(id).catch(() => undefined))}
  >
    ${cancelling ? 'Cancelling…' : 'Cancel'}
  </button>`;
}

/**
 * The usual way; where it ended otherwise, that end stands in the place of the last step.
 *
 * @param {import('../state.js').Command} command
 */
function way({ state, steps }) {
  if (WAY.includes(state)) {
    return WAY;
  }
  const passed = WAY.filter((name) => steps.some((each) => each.state === name));
  const ahead = WAY.slice(0, 4).filter((name) => !passed.includes(name));
  return [...passed, ...ahead, state];
}

/**
 * @param {string} name
 * @param {import('../state.js').Command} command
 */
function step(name, { steps }) {
  const done = steps.find((each) => each.state === name);
  const { tone, shape, word } = stateOf(name);
  const look = done ? (tone === 'wait' ? 'good' : tone) : 'none';
  return html`<li class="step" data-tone=${look} data-step=${name} ?data-done=${Boolean(done)}>
    <span class="step-mark">${mark(done ? (tone === 'wait' ? 'disc' : /** @type {any} */ (shape)) : 'ring')}</span>
    <span class="step-word">${word}</span>
    <span class="step-time soft num">${done ? since(done.at, steps[0].at) : ''}</span>
  </li>`;
}

/**
 * @param {string} at
 * @param {string} first
 */
function since(at, first) {
  const millis = Date.parse(at) - Date.parse(first);
  return millis === 0 ? '0 ms' : `+${delta(millis)}`;
}

/** @param {import('../state.js').Command} command */
function reason({ steps, reason: whole }) {
  return steps.find((each) => each.reason)?.reason ?? whole ?? '';
}

/**
 * @param {any} input
 * @param {any} action
 */
function inputWords(input, action) {
  if (input === undefined || input === null) {
    return '';
  }
  const entries = typeof input === 'object' ? Object.entries(input) : [['', input]];
  const words = entries.map(([name, value]) => {
    const schema = name ? action?.input?.properties?.[name] : action?.input;
    return `${value} ${unitText(schema?.unit)}`.trim();
  });
  return html`<span class="soft">${words.join(', ')}</span>`;
}

customElements.define('fw-commands', Commands);
