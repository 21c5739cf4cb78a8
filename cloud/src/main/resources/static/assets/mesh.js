// What the page knows of a mesh, made from what its nodes tell. No I/O here.

/** Rates are over this long, so that a link that carries something now and then does not flicker. */
const RATE_OVER_MS = 5_000;

/** A link is seen no later than this after it was made. */
const SEEN_LATE_MS = 5_000;

/**
 * @typedef {'up' | 'silent' | 'starting' | 'stopped' | 'killed' | 'carried' | 'unreachable'} NodeState
 * @typedef {'up' | 'down' | 'cut'} LinkState
 * @typedef {{ messages: number, bytes: number, known: boolean }} Rate a second
 * @typedef {{ name: string, state: NodeState, note: string, filters: number, told?: any,
 *   heardAt: number, off: boolean, carrier: string, carries: string[] }} MeshNode
 * @typedef {{ key: string, a: string, b: string, state: LinkState, cost?: number,
 *   roundTripMicros?: number, inflight: number, ab: Rate, ba: Rate }} MeshLink
 * @typedef {{ nodes: MeshNode[], links: MeshLink[], first: string, switches?: any,
 *   standIns?: import('./mesh-stand-ins.js').StandIns }} Picture
 * @typedef {{ at: number, messages: number, bytes: number }} Sample
 */

/** What is remembered from one answer to the next. */
export function emptyMemory() {
  return {
    /** @type {Map<string, { a: string, b: string, since: number, passing: boolean }>} links that
     * were there once; passing ones are there only while one end carries the other on */
    links: new Map(),
    /** @type {Map<string, { source: string, samples: Sample[] }>} by direction, `a>b` */
    counters: new Map(),
  };
}

/** @typedef {ReturnType<typeof emptyMemory>} Memory */

/** Names in the order in which people count: 2 before 10. */
const COLLATOR = new Intl.Collator('en', { numeric: true });

/**
 * @param {string} one
 * @param {string} other
 */
export const byName = (one, other) => COLLATOR.compare(one, other);

/**
 * @param {string} one
 * @param {string} other
 */
export const linkKey = (one, other) => (byName(one, other) < 0 ? `${one}–${other}` : `${other}–${one}`);

/**
 * @param {Memory} memory
 * @param {any} answer of `GET /api/mesh`
 * @param {import('./mesh-stand-ins.js').StandIns | undefined} standIns
 * @param {number} now milliseconds
 * @returns {Picture}
 */
export function pictureOf(memory, answer, standIns, now) {
  const views = answer.views.filter((/** @type {any} */ each) => each.told);
  const own = new Map(views.map((/** @type {any} */ each) => [each.node, each.told]));
  const nodes = nodesOf(answer, own, standIns);
  remember(memory, views, answer.switches, now);
  notePassing(memory, standIns, answer.switches, now);
  const links = [...memory.links.values()]
    .filter((each) => !each.passing)
    .map(({ a, b }) => linkOf(memory, a, b, own, answer.switches, now))
    .sort((one, other) => byName(one.a, other.a) || byName(one.b, other.b));
  const named = answer.views.find((/** @type {any} */ each) => each.node);
  const first = named?.node ?? nodes[0]?.name ?? '';
  return { nodes, links, first, switches: answer.switches, standIns };
}

/**
 * @param {Memory} memory
 * @param {any[]} views
 * @param {any} switches
 * @param {number} now
 */
function remember(memory, views, switches, now) {
  const add = (/** @type {string} */ one, /** @type {string} */ other) => {
    const [a, b] = byName(one, other) < 0 ? [one, other] : [other, one];
    const key = linkKey(a, b);
    if (!memory.links.has(key)) {
      memory.links.set(key, { a, b, since: now, passing: false });
    }
  };
  switches?.wires.forEach((/** @type {any} */ each) => add(each.a, each.b));
  for (const { told } of views) {
    told.edges.forEach((/** @type {any} */ each) => add(each.a, each.b));
    told.nodes.forEach((/** @type {any} */ node) =>
      Object.keys(node.links).forEach((peer) => add(node.name, peer)),
    );
  }
}

/**
 * A carried node has one link, to whoever carries it on. Where that was not there before, it is not
 * one of the mesh's own.
 *
 * @param {Memory} memory
 * @param {import('./mesh-stand-ins.js').StandIns | undefined} standIns
 * @param {any} switches
 * @param {number} now
 */
function notePassing(memory, standIns, switches, now) {
  const built = new Set(
    switches?.wires.map((/** @type {any} */ each) => linkKey(each.a, each.b)) ?? [],
  );
  for (const { name, carrier, carriedSince } of standIns?.rows ?? []) {
    const link = carrier ? memory.links.get(linkKey(name, carrier)) : undefined;
    if (link && !built.has(linkKey(name, carrier)) && link.since > (carriedSince ?? now) - SEEN_LATE_MS) {
      link.passing = true;
    }
  }
  for (const [key, link] of memory.links) {
    link.passing ||= switches !== undefined && !built.has(key);
  }
}

/**
 * @param {any} answer
 * @param {Map<string, any>} own what each node that answers tells
 * @param {import('./mesh-stand-ins.js').StandIns | undefined} standIns
 * @returns {MeshNode[]}
 */
function nodesOf(answer, own, standIns) {
  /** @type {Map<string, any>} the newest that was told of each node */
  const known = new Map();
  const reached = new Set();
  for (const told of own.values()) {
    for (const node of told.nodes) {
      if (!known.has(node.name) || known.get(node.name).heardAt < node.heardAt) {
        known.set(node.name, node);
      }
      if (node.reachable) {
        reached.add(node.name);
      }
    }
  }
  const asked = new Set(answer.views.map((/** @type {any} */ each) => each.node));
  const { stopped = [], killed = [], starting = [], notes = {}, wires = [] } = answer.switches ?? {};
  const names = new Set([...known.keys(), ...wires.flatMap((/** @type {any} */ w) => [w.a, w.b])]);
  /** @type {Map<string, string>} */
  const carriers = new Map();
  standIns?.rows.forEach((each) => {
    if (each.carrier && !own.has(each.name)) {
      carriers.set(each.name, each.carrier);
    }
  });
  /** @param {string} name @returns {NodeState} */
  const state = (name) =>
    own.has(name)
      ? 'up'
      : starting.includes(name)
        ? 'starting'
        : carriers.has(name)
          ? 'carried'
          : killed.includes(name)
            ? 'killed'
            : stopped.includes(name)
              ? 'stopped'
              : !reached.has(name)
                ? 'unreachable'
                : asked.has(name)
                  ? 'silent'
                  : 'up';
  return [...names].sort(byName).map((name) => ({
    name,
    note: notes[name] ?? '',
    state: state(name),
    off: stopped.includes(name),
    carrier: carriers.get(name) ?? '',
    carries: [...carriers].filter(([, carrier]) => carrier === name).map(([each]) => each),
    filters: known.get(name)?.filters ?? 0,
    heardAt: known.get(name)?.heardAt ?? 0,
    told: own.get(name),
  }));
}

/**
 * @param {Memory} memory
 * @param {string} a
 * @param {string} b
 * @param {Map<string, any>} own
 * @param {any} switches
 * @param {number} now
 * @returns {MeshLink}
 */
function linkOf(memory, a, b, own, switches, now) {
  const cut = switches?.wires.some(
    (/** @type {any} */ each) => each.cut && linkKey(each.a, each.b) === linkKey(a, b),
  );
  // Its ends know best; where neither is asked, any node's word is taken.
  const ends = [own.get(a), own.get(b)].filter(Boolean);
  const witnesses = ends.length > 0 ? ends : [...own.values()];
  const edge = witnesses
    .flatMap((each) => each.edges)
    .find((/** @type {any} */ each) => linkKey(each.a, each.b) === linkKey(a, b));
  const atA = viewOf(own.get(a), b);
  const atB = viewOf(own.get(b), a);
  const trips = [atA, atB]
    .map((each) => each?.roundTripMicros ?? -1)
    .filter((/** @type {number} */ micros) => micros >= 0);
  return {
    key: linkKey(a, b),
    a,
    b,
    state: cut ? 'cut' : edge ? 'up' : 'down',
    cost: edge?.cost,
    roundTripMicros: edge && trips.length > 0 ? Math.min(...trips) : undefined,
    inflight: (atA ? atA.inflight + atA.unsent : 0) + (atB ? atB.inflight + atB.unsent : 0),
    ab: rate(memory, a, b, atA, atB, now),
    ba: rate(memory, b, a, atB, atA, now),
  };
}

/**
 * @param {any} told
 * @param {string} peer
 */
const viewOf = (told, peer) =>
  told?.links.find((/** @type {any} */ each) => each.peer === peer);

/**
 * @param {Memory} memory
 * @param {string} from
 * @param {string} to
 * @param {any} sender the link as the sending end tells of it
 * @param {any} receiver as the other end does
 * @param {number} now
 * @returns {Rate}
 */
function rate(memory, from, to, sender, receiver, now) {
  const view = sender ?? receiver;
  const key = `${from}>${to}`;
  if (!view) {
    memory.counters.delete(key);
    return { messages: 0, bytes: 0, known: false };
  }
  const source = `${sender ? 'out' : 'in'} ${view.upSince}`;
  const sample = {
    at: now,
    messages: sender ? view.messagesOut : view.messagesIn,
    bytes: sender ? view.bytesOut : view.bytesIn,
  };
  const known = memory.counters.get(key);
  const samples = known?.source === source ? known.samples : [];
  samples.push(sample);
  while (samples.length > 2 && now - samples[1].at >= RATE_OVER_MS) {
    samples.shift();
  }
  memory.counters.set(key, { source, samples });
  const seconds = (now - samples[0].at) / 1_000;
  return {
    messages: seconds > 0 ? (sample.messages - samples[0].messages) / seconds : 0,
    bytes: seconds > 0 ? (sample.bytes - samples[0].bytes) / seconds : 0,
    known: true,
  };
}

/**
 * A topic that a filter matches, for people to begin with.
 *
 * @param {string} filter
 */
export function exampleTopic(filter) {
  const own = filter.startsWith('$share/') ? filter.split('/').slice(2).join('/') : filter;
  return own
    .split('/')
    .map((level) => (level === '+' || level === '#' ? 'any' : level))
    .join('/');
}

/**
 * Why no way leads to a node.
 *
 * @param {MeshNode | undefined} node
 */
export function whyNoWay(node) {
  return node?.state === 'stopped' || node?.state === 'killed' || node?.state === 'starting'
    ? `it is ${node.state}`
    : node?.state === 'silent'
      ? 'it does not answer'
      : 'no link leads to the part of the mesh that it is in';
}
