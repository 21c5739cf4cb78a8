// The one place that holds what the pages show. It is fed by REST at first and after every break,
// and by the live stream in between; elements subscribe and read.

import { api, ApiError } from './api.js';
import { LiveStream } from './live.js';
import {
  applyBlobs,
  applyCommand,
  applyCommands,
  applyDevice,
  applyEvent,
  applyOverview,
  describeCommand,
  emptyState,
} from './state.js';

/** Changes are told at most this often, so that a busy field does not make the page busy. */
const TELL_EVERY_MS = 100;
/** Ages and completeness per gateway are not in the live stream; they are asked for this often. */
const REFRESH_EVERY_MS = 10_000;

class Store {
  state = emptyState();

  /** @type {Set<() => void>} */
  #subscribers = new Set();
  /** @type {Set<(points: import('./state.js').Point[]) => void>} */
  #pointListeners = new Set();
  /** @type {Set<() => void>} */
  #rejoinListeners = new Set();
  #telling = false;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #refreshing;
  #opened = 0;

  #live = new LiveStream({
    open: () => this.#joined(),
    lost: () => this.#lost(),
    event: (name, data) => this.#event(name, data),
  });

  /** Asks who is there, and begins. */
  async start() {
    try {
      const me = await api.me();
      this.state.session = 'signed-in';
      this.state.version = me.version ?? '';
      this.#live.open();
      clearInterval(this.#refreshing);
      this.#refreshing = setInterval(() => this.#refresh(), REFRESH_EVERY_MS);
    } catch (e) {
      if (e instanceof ApiError && e.status === 401) {
        this.#leave();
      } else {
        this.state.connection = 'lost';
        setTimeout(() => this.start(), 2_000);
      }
    }
    this.#tell();
  }

  async signOut() {
    await api.signOut().catch(() => undefined);
    this.#leave();
  }

  /** The server's time, as well as it is known here. */
  now() {
    return Date.now() - this.state.clockAhead;
  }

  /**
   * Calls back after changes, until the returned function is called.
   *
   * @param {() => void} callback
   */
  subscribe(callback) {
    return added(this.#subscribers, callback);
  }

  /**
   * Calls back with every live point.
   *
   * @param {(points: import('./state.js').Point[]) => void} callback
   */
  onPoints(callback) {
    return added(this.#pointListeners, callback);
  }

  /**
   * Calls back when the stream is there again after a break: something may have been missed.
   *
   * @param {() => void} callback
   */
  onRejoin(callback) {
    return added(this.#rejoinListeners, callback);
  }

  /**
   * Loads what a device's page shows beside the overview.
   *
   * @param {string} id
   */
  async loadDevice(id) {
    const [device, commands, quarantine, twin, blobs] = await Promise.all([
      api.device(id),
      api.commands(id),
      api.quarantine(id),
      api.twin(id),
      api.blobs(id),
    ]);
    applyDevice(this.state, device);
    applyCommands(this.state, id, listOf(commands));
    this.state.quarantine.set(id, listOf(quarantine));
    this.state.twins.set(id, twin);
    applyBlobs(this.state, id, listOf(blobs));
    this.#tell();
  }

  /**
   * Sends an instruction; its first step is shown at once, the others come live.
   *
   * @param {string} device
   * @param {string} action
   * @param {unknown} input
   * @param {{ notBefore?: string, deadline?: string }} terms
   */
  async invoke(device, action, input, terms) {
    this.#show(await api.invoke(device, action, input, terms));
  }

  /**
   * Sends an instruction to all devices of the same model.
   *
   * @param {string} device one of them
   * @param {string} action
   * @param {unknown} input
   * @param {{ notBefore?: string, deadline?: string }} terms
   * @returns {Promise<any>} what became of each
   */
  async invokeAll(device, action, input, terms) {
    const model = this.state.devices.get(device)?.model ?? '';
    const group = await api.invokeAll(model, action, input, terms);
    applyCommands(this.state, device, listOf(await api.commands(device)));
    this.#tell();
    return group;
  }

  /**
   * Cancels an instruction, or has its gateway asked.
   *
   * @param {string} command
   */
  async cancel(command) {
    this.#show(await api.cancel(command));
  }

  /** @param {any} command an answer of the server */
  #show(command) {
    const { id, device, action } = command;
    for (const step of command.steps) {
      applyCommand(this.state, { id, device, action, ...step });
    }
    describeCommand(this.state, command);
    this.#tell();
  }

  /**
   * Desires other settings of a device, of which this page shows what there is now.
   *
   * @param {string} device
   * @param {Record<string, unknown>} desired
   */
  async desire(device, desired) {
    const seen = this.state.twins.get(device);
    try {
      this.state.twins.set(device, await api.desire(device, seen?.version ?? '', desired));
    } catch (e) {
      await this.#loadTwin(device);
      const now = this.state.twins.get(device);
      const elsewhere = Object.keys(desired).every((each) => sameSetting(seen, now, each));
      if (!(e instanceof ApiError && e.status === 412 && elsewhere && now !== seen)) {
        throw e;
      }
      this.state.twins.set(device, await api.desire(device, now.version, desired));
    }
    this.#tell();
  }

  /** @param {string} device */
  async #loadTwin(device) {
    const twin = await api.twin(device).catch(() => undefined);
    if (twin && this.state.session === 'signed-in') {
      this.state.twins.set(device, twin);
      this.#tell();
    }
  }

  #joined() {
    this.state.connection = 'live';
    this.#opened += 1;
    this.#refresh();
    this.#loadDevices();
    if (this.#opened > 1) {
      this.#rejoinListeners.forEach((each) => each());
      this.#checkVersion();
    }
    this.#tell();
  }

  async #lost() {
    this.state.connection = 'lost';
    this.#tell();
    const me = await api.me().catch((e) => e);
    if (me instanceof ApiError && me.status === 401) {
      this.#leave();
    }
  }

  /**
   * @param {string} name
   * @param {any} data
   */
  #event(name, data) {
    if (name === 'reset') {
      this.#refresh();
      this.#loadDevices();
      this.#rejoinListeners.forEach((each) => each());
      return;
    }
    if (name === 'twin') {
      const known = this.state.twins.get(data.device);
      if (known && known.version !== data.version) {
        this.#loadTwin(data.device);
      }
      return;
    }
    applyEvent(this.state, name, data, Date.now());
    if (name === 'points') {
      this.#pointListeners.forEach((each) => each(data.points));
      if (data.points.some((/** @type {any} */ each) => !this.state.devices.has(each.device))) {
        this.#refresh();
      }
    }
    this.#tell();
  }

  async #refresh() {
    const overview = await api.overview().catch(() => undefined);
    if (overview && this.state.session === 'signed-in') {
      applyOverview(this.state, overview);
      this.#tell();
    }
  }

  async #loadDevices() {
    const [models, devices, pictures] = await Promise.all([
      api.models().catch(() => []),
      api.devices().catch(() => []),
      api.pictures().catch(() => []),
    ]);
    for (const model of listOf(models)) {
      const id = String(model.id).replace(/^urn:fieldway:model:/, '');
      this.state.models.set(id, model.document ?? model);
    }
    listOf(devices).forEach((/** @type {any} */ each) => applyDevice(this.state, each));
    for (const each of listOf(pictures)) {
      if (!this.state.blobs.has(each.device)) {
        applyBlobs(this.state, each.device, [each]);
      }
    }
    this.#tell();
  }

  async #checkVersion() {
    const me = await api.me().catch(() => undefined);
    if (me?.version) {
      this.state.version = me.version;
      this.#tell();
    }
  }

  #leave() {
    this.#live.close();
    clearInterval(this.#refreshing);
    this.state = emptyState();
    this.state.session = 'signed-out';
    this.#opened = 0;
    this.#tell();
  }

  #tell() {
    if (!this.#telling) {
      this.#telling = true;
      setTimeout(() => {
        this.#telling = false;
        this.#subscribers.forEach((each) => each());
      }, TELL_EVERY_MS);
    }
  }
}

/**
 * @template T
 * @param {Set<T>} set
 * @param {T} callback
 */
function added(set, callback) {
  set.add(callback);
  return () => set.delete(callback);
}

/**
 * Whether a setting stands as it did: another one may have changed the twin meanwhile.
 *
 * @param {any} before
 * @param {any} now
 * @param {string} name
 */
function sameSetting(before, now, name) {
  const desired = before?.meta?.[name]?.desired?.version === now?.meta?.[name]?.desired?.version;
  return desired && before?.reported?.[name] === now?.reported?.[name];
}

/** @param {any} answer a list, or a page of one */
const listOf = (answer) => (Array.isArray(answer) ? answer : (answer?.items ?? []));

export const store = new Store();
