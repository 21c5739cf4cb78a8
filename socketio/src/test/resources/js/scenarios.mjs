// Drives the server with the official client. Usage: node scenarios.mjs URL TRANSPORTS SCENARIO,…
// Prints "ok" and ends with 0, or says what was expected and what came.
import assert from "node:assert/strict";
import { io } from "socket.io-client";

const [url, transports, names] = process.argv.slice(2);
const open = [];

function connect(namespace = "/", options = {}) {
  const socket = io(url + namespace, {
    transports: transports.split(","),
    reconnection: false,
    forceNew: true,
    ...options,
  });
  open.push(socket);
  return socket;
}

function event(emitter, name, millis = 5000) {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`no ${name} within ${millis} ms`)), millis);
    emitter.once(name, (...args) => {
      clearTimeout(late);
      resolve(args);
    });
  });
}

async function connected(namespace, options) {
  const socket = connect(namespace, options);
  await event(socket, "connect");
  return socket;
}

async function again(socket) {
  const back = event(socket, "connect");
  socket.connect();
  await back;
}

const ask = (socket, ...args) => socket.timeout(5000).emitWithAck(...args);

const scenarios = {
  async transport() {
    const socket = await connected();
    const last = transports.split(",").at(-1);
    if (socket.io.engine.transport.name !== last) {
      await event(socket.io.engine, "upgrade");
    }
    assert.equal(socket.io.engine.transport.name, last);
    assert.equal(await ask(socket, "transport"), last);
  },

  async upgradeWithoutLoss() {
    const socket = connect();
    const got = [];
    socket.on("count", (n) => got.push(n));
    await event(socket, "connect");
    const asked = [];
    for (let n = 0; n < 500; n++) {
      asked.push(ask(socket, "count", n));
      if (n % 10 === 0) {
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    }
    const expected = Array.from({ length: 500 }, (_, n) => n);
    assert.deepEqual(await Promise.all(asked), expected);
    assert.deepEqual(got, expected);
    assert.equal(socket.io.engine.transport.name, transports.split(",").at(-1));
  },

  async auth() {
    const refused = connect("/admin", { auth: { token: "wrong" } });
    const [error] = await event(refused, "connect_error");
    assert.equal(error.message, "not you");
    assert.deepEqual(error.data, { retry: false });
    const socket = await connected("/admin", { auth: { token: "right" } });
    assert.deepEqual(await ask(socket, "auth"), { token: "right" });
    const [unknown] = await event(connect("/nowhere"), "connect_error");
    assert.equal(unknown.message, "Invalid namespace");
  },

  async namespaces() {
    const root = connect("/", { forceNew: false });
    const admin = connect("/admin", { forceNew: false, auth: { token: "right" } });
    await Promise.all([event(root, "connect"), event(admin, "connect")]);
    assert.equal(root.io, admin.io);
    assert.notEqual(root.id, admin.id);
    assert.equal(await ask(root, "where"), "/");
    assert.equal(await ask(admin, "where"), "/admin");
    admin.disconnect();
    assert.equal(await ask(root, "echo", 1), 1);
  },

  async rooms() {
    const [one, two, three] = await Promise.all([connected(), connected(), connected()]);
    await ask(one, "join", "blue");
    await ask(two, "join", "blue");
    await ask(three, "join", "red");
    const heard = [event(one, "said"), event(two, "said")];
    three.on("said", () => assert.fail("not in the room"));
    await ask(three, "shout", "blue", "hello");
    assert.deepEqual(await Promise.all(heard), [["hello"], ["hello"]]);
    await ask(two, "leave", "blue");
    two.on("said", () => assert.fail("left the room"));
    const again = event(one, "said");
    await ask(three, "shout", "blue", "again");
    assert.deepEqual(await again, ["again"]);
    await ask(two, "echo", "flushed");
  },

  async acks() {
    const socket = await connected();
    assert.deepEqual(await ask(socket, "echo", { a: [1, "€", null] }), { a: [1, "€", null] });
    socket.on("question", (n, answer) => answer(n + 1));
    assert.deepEqual(await ask(socket, "askMe", "question", 41), [42]);
    assert.equal(await ask(socket, "askMe", "nobody", 1), "timeout");
    await assert.rejects(socket.timeout(200).emitWithAck("silence"), /timed out/);
  },

  async binaries() {
    const socket = await connected();
    const big = Buffer.alloc(1024 * 1024, 0xa5);
    big.writeUInt32BE(0xcafebabe, 1000);
    const nested = { a: [Buffer.from([1]), { b: Buffer.from([2, 3]) }], c: Buffer.alloc(0) };
    assert.deepEqual(await ask(socket, "echo", nested), nested);
    assert.ok(big.equals(await ask(socket, "echo", big)));
    const pushed = event(socket, "blob");
    await ask(socket, "pushBlob", 1024 * 1024);
    const [blob] = await pushed;
    assert.equal(blob.length, 1024 * 1024);
    assert.ok(blob.every((byte, i) => byte === (i & 0xff)));
  },

  async serverDisconnects() {
    const kicked = await connected();
    kicked.emit("kick");
    assert.equal((await event(kicked, "disconnect"))[0], "io server disconnect");
    const closed = await connected();
    closed.emit("closeAll");
    assert.equal((await event(closed, "disconnect"))[0], "io server disconnect");
  },

  async clientDisconnects() {
    const socket = await connected();
    await ask(socket, "echo", 1);
    socket.disconnect();
    const rude = await connected();
    await ask(rude, "echo", 1);
    rude.io.engine.close();
    const watcher = await connected();
    for (let i = 0; i < 100; i++) {
      const reasons = await ask(watcher, "reasons");
      if (reasons.length >= 2) {
        assert.deepEqual(reasons.sort(), ["client namespace disconnect", "transport close"]);
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    assert.fail("the server has not seen both ends");
  },

  async recovery() {
    const [socket, watcher] = await Promise.all([connected(), connected()]);
    const said = [];
    socket.on("said", (what) => said.push(what));
    await ask(socket, "join", "blue");
    await ask(socket, "remember", "Ada");
    await ask(watcher, "shout", "blue", 1);
    await ask(socket, "echo", "flushed");
    const id = socket.id;
    const cut = event(socket, "disconnect");
    socket.io.engine.close();
    await cut;
    while ((await ask(watcher, "reasons")).length < 1) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await ask(watcher, "shout", "blue", 2);
    await ask(watcher, "shout", "red", "not for the room");
    await ask(watcher, "shout", "blue", Buffer.from([3]));
    await again(socket);
    assert.equal(socket.recovered, true);
    assert.equal(socket.id, id);
    const whole = { recovered: true, name: "Ada", rooms: ["blue"] };
    assert.deepEqual(await ask(socket, "recall"), whole);
    assert.deepEqual(said, [1, 2, Buffer.from([3])]);

    socket.disconnect();
    await again(socket);
    assert.equal(socket.recovered, false);
    assert.notEqual(socket.id, id);
    assert.deepEqual(await ask(socket, "recall"), { recovered: false, name: null, rooms: [] });
  },

  async pingTimeout() {
    const socket = await connected();
    socket.io.engine.transport.send = () => {};
    assert.match((await event(socket, "disconnect"))[0], /transport/);
  },

  async serverGoesAway() {
    const socket = await connected();
    console.log("connected");
    assert.match((await event(socket, "disconnect"))[0], /transport (close|error)/);
  },
};

for (const name of names.split(",")) {
  try {
    await scenarios[name]();
    open.splice(0).forEach((socket) => socket.disconnect());
  } catch (failure) {
    console.log(`${name}: ${failure.stack}`);
    process.exit(1);
  }
}
console.log("ok");
process.exit(0);
