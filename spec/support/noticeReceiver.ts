import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Takes the notices that the sandbox posts, and answers them as told. */
export class NoticeReceiver {
  readonly #server: Server;
  /** What came, as forms. */
  readonly notices: URLSearchParams[] = [];
  readonly contentTypes: (string | undefined)[] = [];
  /** The statuses of the answers to come; then 200. */
  readonly answers: number[] = [];

  private constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        this.notices.push(new URLSearchParams(Buffer.concat(chunks).toString()));
        this.contentTypes.push(request.headers['content-type']);
        response.writeHead(this.answers.shift() ?? 200, { location: this.url }).end();
      });
    });
  }

  static async start(): Promise<NoticeReceiver> {
    const receiver = new NoticeReceiver();
    receiver.#server.listen(0, '127.0.0.1');
    await once(receiver.#server, 'listening');
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hook`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
