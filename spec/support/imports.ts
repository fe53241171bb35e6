import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import type { ObjectStorage } from '../../local/elasticio/objectStorage.js';
import type { ContactDirectory } from '../../local/sandbox/brand/contactDirectory.js';
import * as importContacts from '../../src/actions/importContacts.js';
import { useExports } from './exports.js';
import type { Bench, BenchOptions } from './sandbox.js';
import { runStep, type StepRun } from './step.js';

/** A line of the report that an import stores. */
export interface ReportedRow {
  readonly row: number;
  readonly contactId?: string;
  readonly status: string;
  readonly reason?: string;
}

/** What an import emits. */
export interface ImportOutput {
  readonly total: number;
  readonly added: number;
  readonly updated: number;
  readonly failed: number;
  readonly failures: { readonly row: number; readonly reason: string }[];
  readonly attachmentUrl: string;
  readonly fileName: string;
}

interface ImportBench {
  readonly bench: Bench;
  /** The directory and the list that contacts are imported to. */
  readonly directory: () => ContactDirectory;
  readonly members: () => number;
  importList(contacts: readonly unknown[]): Promise<StepRun>;
  /** Imports a file that a web server gives out. */
  importFile(content: FileContent, headers?: Record<string, string>, status?: number): Promise<StepRun>;
  run(input: { body?: Record<string, unknown>; attachments?: Record<string, unknown> }): Promise<StepRun>;
  /** The report, row by row. */
  report(run: StepRun): ReportedRow[];
  /** Bodies of the imports that were started. */
  jobs(): { contacts: Record<string, unknown>[] }[];
  /** What the web server was asked with, and its address. */
  readonly asked: () => IncomingHttpHeaders[];
  readonly address: () => string;
  readonly storage: () => ObjectStorage;
}

/** What a file holds; a function gives it for each time it is asked for. */
type FileContent = string | Buffer | ((count: number) => Readable);

interface FileServer {
  /** From now on it gives out this. */
  give(content: FileContent, headers: Record<string, string>, status: number): void;
  /** What it was asked with, and its address. */
  readonly asked: () => IncomingHttpHeaders[];
  readonly address: () => string;
}

/** A web server that gives out one file. */
function useFileServer(): FileServer {
  let server: Server;
  let given: Parameters<FileServer['give']> = ['', {}, 200];
  let asked: IncomingHttpHeaders[] = [];

  beforeEach(async () => {
    asked = [];
    server = createServer((request, response) => {
      const [content, headers, status] = given;
      asked.push(request.headers);
      response.writeHead(status, headers);
      if (typeof content === 'function')
        content(asked.length)
          .on('error', () => response.destroy())
          .pipe(response);
      else response.end(content);
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  return {
    give(...file) {
      given = file;
    },
    asked: () => asked,
    address: () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/contacts`,
  };
}

/** A sandbox with an empty mailing list, a storage, and a web server for files. */
export function useImports(options: BenchOptions = {}): ImportBench {
  const { bench, storedText, storage } = useExports({ speed: 100, ...options });
  const { give, asked, address } = useFileServer();
  let mailingListId = '';

  beforeEach(() => {
    bench.tenant.behaviour.importChecks = 0;
    bench.tenant.behaviour.reportPageSize = 10_000;
    const { directoryId } = directory().options;
    mailingListId = bench.tenant.addMailingList({ directoryId, name: 'Imported' }).mailingListId;
  });

  const directory = () => bench.tenant.directories[1] as ContactDirectory;
  const run: ImportBench['run'] = (input) =>
    runStep(importContacts, {
      cfg: { ...bench.credential, directoryId: directory().options.directoryId, mailingListId },
      ...input,
    });
  return {
    bench,
    directory,
    members: () => directory().members.count(mailingListId),
    importList: (contacts) => run({ body: { contacts } }),
    importFile(content, headers = {}, status = 200) {
      give(content, headers, status);
      return run({ body: { attachmentUrl: address() } });
    },
    run,
    report: (done) =>
      storedText(outputOf(done).attachmentUrl)
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
    jobs: () =>
      bench.sandbox.requests
        .filter(({ method, path }) => method === 'POST' && path.endsWith('/transactioncontacts'))
        .map(({ body }) => body as { contacts: Record<string, unknown>[] }),
    asked,
    address,
    storage,
  };
}

/** What the one message of an import holds. */
export function outputOf(run: StepRun): ImportOutput {
  return run.data[0] as ImportOutput;
}

/** Contacts of 40 KB each, of which an import holds not many more than 100. */
export function wideContacts(count: number): object[] {
  const embeddedData = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`field ${at}`, 'ü'.repeat(1000)]));
  return Array.from({ length: count }, (_, at) => ({ extRef: `ref-${at}`, embeddedData }));
}

/** So many rows of a CSV file, made while they are read. */
export function csvOf(count: number): Readable {
  return Readable.from(
    (function* () {
      yield 'email,firstName,extRef,level\n';
      for (let row = 1; row <= count; row += 1) yield `person.${row}@example.com,First ${row},ref-${row},gold\n`;
    })(),
  );
}
