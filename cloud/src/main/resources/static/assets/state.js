// What the pages know, and how each answer and each live event changes it. No I/O here.

/** Entries the live feed keeps; older ones fall off. */
export const FEED_LENGTH = 60;
/** Totals the small line of the rate keeps: one a second. */
export const RATE_LENGTH = 90;
/** Commands and quarantined points kept for a device. */
export const LIST_LENGTH = 20;
/** Pictures and files kept for a device. */
export const BLOB_LENGTH = 50;

/**
 * @typedef {{ value: any, unit?: string, at: string }} Last
 * @typedef {{ state: string, at: string, reason?: string }} Step
 * @typedef {{ id: string, device: string, action: string, state: string, steps: Step[],
 *   input?: any, output?: any, reason?: string, notBefore?: string, deadline?: string,
 *   cancelling?: boolean }} Command
 * @typedef {{ device: string, property: string, value: any, reason: string, at: string }} Refused
 * @typedef {{ device: string, property: string, value: any, unit?: string, at: string }} Point
 * @typedef {{ id: string, title: string, model: string, gateway: string, state: string,
 *   lastSeen?: string }} Device
 * @typedef {{ id: string, title: string, state: string, lastProof?: string,
 *   outbox?: { entries: number, bytes: number, oldestMillis: number },
 *   streams?: { stream: string, epoch: number, received: number, missing: number,
 *     expected: number }[] }} Gateway
 * @typedef {{ id: string, device: string, type: string, size: number, at: string,
 *   thumbnail: boolean }} Blob
 * @typedef {{ key: number, kind: 'reading' | 'picture' | 'quarantine' | 'command' | 'state', at: string,
 *   device?: string, gateway?: string, values?: Point[], property?: string, value?: any,
 *   reason?: string, action?: string, state?: string }} FeedEntry
 */

/** A new, empty state. */
export function emptyState() {
  return {
    /** @type {'asking' | 'signed-in' | 'signed-out'} */
    session: 'asking',
    /** @type {'connecting' | 'live' | 'lost'} */
    connection: 'connecting',
    version: '',
    loaded: false,
    /** @type {any} */
    totals: undefined,
    /** @type {number[]} */
    rates: [],
    /** @type {Map<string, Gateway>} */
    gateways: new Map(),
    /** @type {Map<string, Device>} */
    devices: new Map(),
    /** @type {Map<string, any>} model id → Thing Model */
    models: new Map(),
    /** @type {Map<string, Map<string, Last>>} */
    values: new Map(),
    /** @type {Map<string, Map<string, Command>>} */
    commands: new Map(),
    /** @type {Map<string, Refused[]>} */
    quarantine: new Map(),
    /** @type {Map<string, any>} device → its twin */
    twins: new Map(),
    /** @type {Map<string, Blob[]>} device → its pictures and files, the newest first */
    blobs: new Map(),
    /** @type {FeedEntry[]} newest first */
    feed: [],
    fed: 0,
    /** How far this machine's clock is ahead of the server's. */
    clockAhead: 0,
  };
}

/** @typedef {ReturnType<typeof emptyState>} State */

/**
 * @param {State} state
 * @param {any} overview the answer of `GET /api/overview`
 */
export function applyOverview(state, overview) {
  state.loaded = true;
  state.totals = { ...state.totals, ...overview.totals };
  state.gateways = byId(overview.gateways);
  state.devices = byId(overview.devices);
}

/**
 * @param {State} state
 * @param {any} device an entry of `GET /api/devices`, or the answer of `GET /api/devices/{id}`
 */
export function applyDevice(state, device) {
  const { model, values, ...rest } = device;
  const id = typeof model === 'string' ? model : modelId(model);
  if (typeof model === 'object' && model) {
    state.models.set(id, model);
  }
  state.devices.set(device.id, { ...state.devices.get(device.id), ...rest, model: id });
  for (const each of values ?? []) {
    remember(state, { ...each, device: device.id });
  }
}

/**
 * @param {State} state
 * @param {string} device
 * @param {any[]} list
 */
export function applyCommands(state, device, list) {
  const known = new Map();
  for (const each of list.slice(0, LIST_LENGTH)) {
    known.set(each.id, { ...each, device, steps: each.steps ?? [] });
  }
  state.commands.set(device, known);
}

/**
 * Takes one live event in.
 *
 * @param {State} state
 * @param {string} name
 * @param {any} data
 * @param {number} now milliseconds of this machine's clock
 */
export function applyEvent(state, name, data, now) {
  switch (name) {
    case 'points':
      return applyPoints(state, data.points);
    case 'totals':
      return applyTotals(state, data, now);
    case 'quarantine':
      return applyQuarantine(state, data);
    case 'command':
      return applyCommand(state, data);
    case 'gateway':
      return applyGateway(state, data);
    case 'device':
      return applyDeviceState(state, data);
    case 'blob':
      return applyBlob(state, data);
  }
}

/**
 * @param {State} state
 * @param {Point[]} points
 */
function applyPoints(state, points) {
  /** @type {Map<string, Point[]>} */
  const readings = new Map();
  for (const point of points) {
    remember(state, point);
    const key = `${point.device} ${point.at}`;
    readings.set(key, [...(readings.get(key) ?? []), point]);
  }
  for (const values of [...readings.values()].slice(-FEED_LENGTH)) {
    feed(state, { kind: 'reading', at: values[0].at, device: values[0].device, values });
  }
}

/**
 * The newest value of a property stays; a late one changes history only.
 *
 * @param {State} state
 * @param {Point} point
 */
function remember(state, { device, property, value, unit, at }) {
  const values = state.values.get(device) ?? new Map();
  state.values.set(device, values);
  const last = values.get(property);
  if (!last || Date.parse(at) >= Date.parse(last.at)) {
    values.set(property, { value, unit: unit ?? last?.unit, at });
  }
}

/**
 * @param {State} state
 * @param {string} device
 * @param {Blob[]} list its newest pictures and files
 */
export function applyBlobs(state, device, list) {
  state.blobs.set(device, newestFirst(list));
}

/**
 * @param {State} state
 * @param {any} event
 */
function applyBlob(state, event) {
  const known = (state.blobs.get(event.device) ?? []).filter((each) => each.id !== event.id);
  const blob = { ...event, thumbnail: SMALL_TYPES.has(event.type) };
  state.blobs.set(event.device, newestFirst([blob, ...known]).slice(0, BLOB_LENGTH));
  feed(state, { kind: 'picture', at: event.at, device: event.device, value: event.type });
}

/** Types of pictures of which the server makes thumbnails. */
const SMALL_TYPES = new Set(['image/jpeg', 'image/png', 'image/gif']);

/** @param {Blob[]} list */
const newestFirst = (list) => list.sort((a, b) => Date.parse(b.at) - Date.parse(a.at));

/**
 * @param {State} state
 * @param {any} totals
 * @param {number} now
 */
function applyTotals(state, totals, now) {
  state.totals = totals;
  state.rates = [...state.rates, totals.pointsPerSecond].slice(-RATE_LENGTH);
  const ahead = now - Date.parse(totals.at);
  state.clockAhead = Math.abs(ahead) > 2_000 ? ahead : 0;
}

/**
 * @param {State} state
 * @param {Refused} refused
 */
function applyQuarantine(state, refused) {
  const list = state.quarantine.get(refused.device) ?? [];
  state.quarantine.set(refused.device, [refused, ...list].slice(0, LIST_LENGTH));
  feed(state, { kind: 'quarantine', ...refused });
}

/**
 * Adds a step to its command; the same step told twice is one step.
 *
 * @param {State} state
 * @param {any} event
 */
export function applyCommand(state, event) {
  const { id, device, action, state: step, at, reason, output, cancelling = false } = event;
  const commands = state.commands.get(device) ?? new Map();
  const command = commands.get(id) ?? { id, device, action, state: step, steps: [] };
  if (command.steps.some((/** @type {Step} */ each) => each.state === step)) {
    if (command.cancelling !== cancelling) {
      commands.set(id, { ...command, cancelling });
    }
    return;
  }
  const steps = [...command.steps, { state: step, at, reason }].sort(
    (a, b) => STEP_ORDER.indexOf(a.state) - STEP_ORDER.indexOf(b.state),
  );
  const last = steps[steps.length - 1];
  const changed = {
    ...command,
    steps,
    state: last.state,
    output: output ?? command.output,
    cancelling,
  };
  const others = [...commands].filter(([known]) => known !== id);
  const all = commands.has(id)
    ? [...commands].map(([known, old]) => [known, known === id ? changed : old])
    : [[id, changed], ...others];
  state.commands.set(device, new Map(/** @type {any} */ (all.slice(0, LIST_LENGTH))));
  feed(state, { kind: 'command', at, device, action, state: step, reason });
}

/**
 * Adds what the live events do not tell of a command.
 *
 * @param {State} state
 * @param {any} answer the server's whole command
 */
export function describeCommand(state, { id, device, input, notBefore, deadline, cancelling }) {
  const command = state.commands.get(device)?.get(id);
  if (command) {
    state.commands.get(device)?.set(id, { ...command, input, notBefore, deadline, cancelling });
  }
}

/** The way of a command; the last four are ends. */
export const STEP_ORDER = [
  'accepted',
  'stored',
  'at-gateway',
  'at-device',
  'executed',
  'failed',
  'expired',
  'cancelled',
];

/**
 * @param {State} state
 * @param {any} event
 */
function applyGateway(state, event) {
  const { at, ...rest } = event;
  const known = state.gateways.get(event.id);
  state.gateways.set(event.id, { title: event.id, ...known, ...rest });
  if (known && known.state !== event.state) {
    feed(state, { kind: 'state', at, gateway: event.id, state: event.state });
  }
}

/**
 * @param {State} state
 * @param {any} event
 */
function applyDeviceState(state, event) {
  const known = state.devices.get(event.id);
  if (!known) {
    return;
  }
  state.devices.set(event.id, { ...known, ...event });
  if (known.state !== event.state) {
    const at = new Date(Date.now() - state.clockAhead).toISOString();
    feed(state, { kind: 'state', at, device: event.id, state: event.state });
  }
}

/**
 * @param {State} state
 * @param {Omit<FeedEntry, 'key'>} entry
 */
function feed(state, entry) {
  state.fed += 1;
  state.feed = [{ ...entry, key: state.fed }, ...state.feed].slice(0, FEED_LENGTH);
}

/** @param {any} model a Thing Model, or nothing */
function modelId(model) {
  return String(model?.id ?? '').replace(/^urn:fieldway:model:/, '');
}

/**
 * @template {{ id: string }} T
 * @param {T[]} list
 * @returns {Map<string, T>}
 */
function byId(list) {
  return new Map(list.map((each) => [each.id, each]));
}
