import { createServer } from "node:net";
import { joinStreams } from "./relay-streams";

/** The end of a relay inside a namespace: `relay-main.js <port> <socket>`. It ends with its namespace. */
const [port, socket] = process.argv.slice(2);
createServer((inside) => joinStreams(inside, { path: socket ?? "" })).listen(Number(port), "127.0.0.1");
