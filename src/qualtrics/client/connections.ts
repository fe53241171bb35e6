import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Duplex, Writable } from 'node:stream';

/** What makes connections, of either kind. */
export interface Agents {
  readonly httpAgent: HttpAgent;
  readonly httpsAgent: HttpsAgent;
}

/** Connections that serve one request each. */
export function newConnections(): Agents {
  const options = { keepAlive: false };
  return { httpAgent: readingOn(new HttpAgent(options)), httpsAgent: readingOn(new HttpsAgent(options)) };
}

/** Connections that are kept for a while for the next request, as Node does by itself. */
export function keptConnections(): Agents {
  const options = { keepAlive: true, scheduling: 'lifo', timeout: 5000 } as const;
  return { httpAgent: readingOn(new HttpAgent(options)), httpsAgent: readingOn(new HttpsAgent(options)) };
}

/**
 * A server that refuses what is too long for it answers and hangs up while more is being sent. That sending fails then
 * ends nothing here, for the answer may be there to be read; where it is not, reading fails in its turn.
 */
function readingOn<A extends HttpAgent>(agent: A): A {
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, done) => {
    const socket = connect(options, done);
    if (socket) readOnAfterFailedWrites(socket);
    return socket;
  };
  return agent;
}

/** `_write` and `_writev` are what Node's documentation has every stream be made of. */
function readOnAfterFailedWrites(socket: Duplex): void {
  const write: Writable['_write'] = socket._write.bind(socket);
  socket._write = (chunk, encoding, done) => write(chunk, encoding, unlessHungUp(done));
  const writeAll = socket._writev?.bind(socket);
  if (writeAll) socket._writev = (chunks, done) => writeAll(chunks, unlessHungUp(done));
}

type Done = (error?: Error | null) => void;

function unlessHungUp(done: Done): Done {
  return (error) => {
    const { code } = (error ?? {}) as { code?: unknown };
    done(code === 'EPIPE' || code === 'ECONNRESET' ? null : error);
  };
}
