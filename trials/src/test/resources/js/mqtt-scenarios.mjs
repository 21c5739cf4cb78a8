// Drives the node with MQTT.js. Usage: node mqtt-scenarios.mjs URL VERSION SCENARIO,…
// where VERSION is the protocol's byte, 4 for MQTT 3.1.1. Prints "ok" and ends with 0, or says
// what was expected and what came.
import assert from "node:assert/strict";
import mqtt from "mqtt";

const [url, version, names] = process.argv.slice(2);
const protocolVersion = Number(version);
const isMqtt5 = protocolVersion === 5;
const topics = `js/${new URL(url).protocol}/${version}`.replace(":", "");
const patience = 120_000;
const open = [];

function within(promise, what) {
  let late;
  const limit = new Promise((resolve, reject) => {
    late = setTimeout(() => reject(new Error(`no ${what} within ${patience} ms`)), patience);
  });
  return Promise.race([promise, limit]).finally(() => clearTimeout(late));
}

const event = (emitter, name) =>
  within(new Promise((resolve) => emitter.once(name, (...args) => resolve(args))), name);

/** A client, and what comes to it in order, which it takes with `next`. */
async function connected(clientId, options = {}) {
  const client = mqtt.connect(url, {
    protocolVersion,
    clientId: `${clientId}-${topics}`,
    reconnectPeriod: 0,
    ...options,
  });
  open.push(client);
  const came = [];
  const waiting = [];
  client.on("error", (failure) => fail(failure));
  client.on("message", (topic, payload, packet) => {
    const { qos, retain, properties } = packet;
    const message = { topic, payload: payload.toString(), qos, retain, properties };
    waiting.length > 0 ? waiting.shift()(message) : came.push(message);
  });
  client.next = () =>
    came.length > 0
      ? Promise.resolve(came.shift())
      : within(new Promise((resolve) => waiting.push(resolve)), "message");
  const [connack] = await event(client, "connect");
  client.sessionPresent = connack.sessionPresent;
  return client;
}

const lasting = isMqtt5
  ? { clean: false, properties: { sessionExpiryInterval: 3600 } }
  : { clean: false };

const scenarios = {
  async qualities() {
    const client = await connected("qualities");
    await client.subscribeAsync(`${topics}/each/#`, { qos: 2 });
    for (const qos of [0, 1, 2]) {
      await client.publishAsync(`${topics}/each/${qos}`, `hello ${qos}`, { qos });
      const { topic, payload, qos: came } = await client.next();
      assert.deepEqual([topic, payload, came], [`${topics}/each/${qos}`, `hello ${qos}`, qos]);
    }
  },

  async large() {
    const client = await connected("large");
    const payload = "0123456789".repeat(50_000);
    await client.subscribeAsync(`${topics}/large`, { qos: 1 });
    await client.publishAsync(`${topics}/large`, payload, { qos: 1 });
    assert.equal((await client.next()).payload, payload);
  },

  async retained() {
    const client = await connected("retained");
    await client.publishAsync(`${topics}/retained`, "kept", { qos: 1, retain: true });
    await client.subscribeAsync(`${topics}/retained`, { qos: 1 });
    const { payload, retain } = await client.next();
    assert.deepEqual([payload, retain], ["kept", true]);
    await client.publishAsync(`${topics}/retained`, "", { qos: 1, retain: true });
    assert.equal((await client.next()).retain, false);
  },

  async will() {
    const heir = await connected("heir");
    await heir.subscribeAsync(`${topics}/will`, { qos: 1 });
    const will = { topic: `${topics}/will`, payload: "died", qos: 1 };
    const mortal = await connected("mortal", { will });
    mortal.stream.destroy();
    assert.equal((await heir.next()).payload, "died");
  },

  async resume() {
    const publisher = await connected("publisher");
    const subscriber = await connected("resumed", lasting);
    assert.equal(subscriber.sessionPresent, false);
    await subscriber.subscribeAsync(`${topics}/resumed`, { qos: 2 });
    const gone = event(subscriber, "close");
    subscriber.stream.destroy();
    await gone;
    // One quality after the other, for a message at QoS 2 is handed over when it is complete.
    const quality = (i) => (i < 5 ? 1 : 2);
    for (let i = 0; i < 10; i++) {
      await publisher.publishAsync(`${topics}/resumed`, `number ${i}`, { qos: quality(i) });
    }
    const back = event(subscriber, "connect");
    subscriber.reconnect();
    assert.equal((await back)[0].sessionPresent, true);
    for (let i = 0; i < 10; i++) {
      const { payload, qos } = await subscriber.next();
      assert.deepEqual([payload, qos], [`number ${i}`, quality(i)]);
    }
  },

  async properties() {
    const client = await connected("properties");
    const properties = {
      userProperties: { unit: ["°C", "K"], place: "north" },
      responseTopic: `${topics}/answers`,
      correlationData: Buffer.from("seven"),
      contentType: "text/plain",
    };
    await client.subscribeAsync(`${topics}/properties`, { qos: 1 });
    await client.publishAsync(`${topics}/properties`, "21.5", { qos: 1, properties });
    const came = (await client.next()).properties;
    assert.deepEqual({ ...came.userProperties }, properties.userProperties);
    assert.equal(came.responseTopic, properties.responseTopic);
    assert.deepEqual(came.correlationData, properties.correlationData);
    assert.equal(came.contentType, properties.contentType);
  },
};

function fail(failure) {
  console.log(failure.stack);
  process.exit(1);
}

try {
  for (const name of names.split(",")) {
    await scenarios[name]();
    await Promise.all(open.splice(0).map((client) => client.endAsync(true)));
  }
  console.log("ok");
  process.exit(0);
} catch (failure) {
  fail(failure);
}
