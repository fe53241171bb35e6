import { process as exportResponses } from '../../src/actions/getSurveyResponses.js';
import { process as lookup } from '../../src/actions/lookupObject.js';
import { process as upsert } from '../../src/actions/upsertObject.js';
import { process as poll } from '../../src/triggers/getNewAndUpdatedObjectsPolling.js';
import type { SoakGround } from './ground.js';
import type { Ledger } from './ledger.js';

/** Values of a message or snapshot that a step emits. */
type Emit = (event: string, value: unknown) => Promise<void>;

const KEYS_A_WRITER = 50;

/** What is done in a soak, each once: written into the ledger, errors included, which are expected. */
export class Deeds {
  readonly #ground: SoakGround;
  readonly #ledger: Ledger;
  readonly #matching: Readonly<Record<string, unknown>>;
  #snapshot: unknown = {};
  #writes = 0;

  constructor(ground: SoakGround, ledger: Ledger) {
    this.#ground = ground;
    this.#ledger = ledger;
    const matching = { objectType: 'contacts', lookupCriteria: 'extRef', directoryMatchCriteria: 'directoryId' };
    this.#matching = { ...ground.credential, ...matching };
  }

  /** Each writer has keys of its own, so that the order of values is known; taking turns is the upserts' own work. */
  async upsert(writer: number): Promise<void> {
    const key = `key-${writer}-${this.#ground.random.below(KEYS_A_WRITER)}`;
    this.#writes += 1;
    const value = `v${this.#writes}`;
    const body = { lookupCriteriaValue: key, directory: this.#directoryId, firstName: value };
    const isDone = await this.#do('upserts', () => upsert.call(this.#step(), { body }, this.#matching));
    this.#ledger.write(key, value, isDone);
  }

  async lookUp(): Promise<void> {
    const [id] = this.#ground.directory.contacts.keys();
    if (id === undefined) return;
    const emit: Emit = async (_event, value) => {
      if ((value as { body: { contactId: string } }).body.contactId !== id) this.#ledger.note('lost');
    };
    const body = { lookupCriteriaValue: id, directory: this.#directoryId };
    const cfg = { ...this.#matching, lookupCriteria: 'contactId' };
    await this.#do('lookups', () => lookup.call(this.#step(emit), { body }, cfg));
  }

  async export(): Promise<void> {
    const { credential, random, sandbox, storage } = this.#ground;
    const body = { fileFormat: random.pick(['csv', 'json', 'xml']), surveyId: sandbox.tenant.surveys[0]?.id };
    const cfg = { ...credential, allowFilterToBeOmitted: true };
    const isDone = await this.#do('exports', () => exportResponses.call(this.#step(), { body }, cfg));
    if (storage.objects.size !== (isDone ? 1 : 0)) this.#ledger.note('doubled');
    await storage.clear();
  }

  /** Gives how many contacts were delivered. */
  async poll(): Promise<number> {
    const { credential } = this.#ground;
    const cfg = { ...credential, objectType: 'contacts', directoryId: this.#directoryId, singlePagePerInterval: 'no' };
    let delivered = 0;
    const emit: Emit = async (event, value) => {
      if (event === 'snapshot') this.#snapshot = structuredClone(value);
      if (event !== 'data') return;
      delivered += 1;
      const { contactId, lastModified } = (value as { body: { contactId: string; lastModified: string } }).body;
      this.#ledger.deliver(contactId, lastModified);
    };
    const snapshot = structuredClone(this.#snapshot);
    await this.#do('polls', () => poll.call(this.#step(emit), { body: {} }, cfg, snapshot));
    return delivered;
  }

  get #directoryId(): string {
    return this.#ground.directory.options.directoryId;
  }

  #step(emit: Emit = async () => undefined) {
    const silent = (): void => undefined;
    const warn = (line: string): void => {
      if (line.includes('trying again')) this.#ledger.countRetry();
    };
    return { logger: { debug: silent, info: silent, error: silent, warn }, emit };
  }

  /** Whether it was done without an error. */
  async #do(deed: Parameters<Ledger['count']>[0], work: () => Promise<unknown>): Promise<boolean> {
    const outcome = await work().then(
      () => 'done' as const,
      () => 'errors' as const,
    );
    this.#ledger.count(deed, outcome);
    return outcome === 'done';
  }
}
