// The JavaScript peer of BenchServer: the same events, the same words on standard output.
import { createInterface } from "node:readline";
import { Server } from "socket.io";

const io = new Server({ maxHttpBufferSize: 8_000_000, serveClient: false });
io.on("connection", (socket) => {
  socket.on("echo", (...args) => args.pop()(...args));
});
io.listen(0, { host: "127.0.0.1" });
const announce = () => {
  const address = io.httpServer.address();
  console.log(address.port);
};
io.httpServer.listening ? announce() : io.httpServer.once("listening", announce);

createInterface({ input: process.stdin })
  .on("line", () => {
    global.gc();
    const { heapUsed, external, rss } = process.memoryUsage();
    console.log(`${heapUsed + external} ${rss}`);
  })
  .on("close", () => process.exit(0));
