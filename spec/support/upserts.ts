import assert from 'node:assert/strict';
import { contacts } from '../../src/objects/contacts/contactType.js';
import type { ObjectRecord } from '../../src/objects/objectType.js';
import { type UpsertOptions, upsert } from '../../src/objects/upsert.js';
import type { QualtricsClient } from '../../src/qualtrics/client/client.js';
import { aClient } from './client.js';
import { fastClock } from './fastClock.js';
import { type Bench, useSandbox } from './sandbox.js';

/** Minutes of waiting take a moment: a minute is a tenth of a second. */
const SPEED = 600;

/** What differs from the first release, and from the usual client. */
type Told = Partial<UpsertOptions> & { readonly client?: QualtricsClient };

/** An empty directory, and upserts into it with the documented delays, whose time goes faster. */
export interface UpsertBench {
  readonly bench: Bench;
  readonly directory: () => ReturnType<Bench['tenant']['addDirectory']>;
  readonly client: () => QualtricsClient;
  /** Upserts a contact by `email` unless told otherwise; all other options as in the first release. */
  readonly upsertOf: (value: string | undefined, fields?: object, options?: Told) => Promise<string>;
  readonly whole: (value: string | undefined, fields?: object, options?: Told) => Promise<ObjectRecord>;
  /** Contacts that have a text in one of their fields. */
  readonly having: (key: 'email' | 'phone' | 'extRef', text: string) => ReturnType<UpsertBench['all']>;
  readonly all: () => ReturnType<Bench['tenant']['addDirectory']>['contacts'] extends ReadonlyMap<string, infer Contact>
    ? Contact[]
    : never;
  readonly creates: () => number;
}

export function useUpserts(): UpsertBench {
  const clock = fastClock(SPEED);
  const bench = useSandbox({ demo: { now: clock.now } });
  let client: QualtricsClient;
  let directory: ReturnType<Bench['tenant']['addDirectory']>;
  beforeEach(() => {
    directory = bench.tenant.addDirectory({ name: 'Empty' });
    client = aClient(bench.sandbox, { clock });
  });
  const whole: UpsertBench['whole'] = (value, fields = {}, { client: other = client, ...options } = {}) =>
    upsert(other, contacts, {
      directory: { kind: 'id', directoryId: directory.options.directoryId },
      criterion: 'email',
      value,
      fields: { ...fields },
      emptyValues: 'ignore',
      ifFound: 'update',
      ifNotFound: 'create',
      retrieveAfterCreation: false,
      ...options,
    });
  return {
    bench,
    directory: () => directory,
    client: () => client,
    whole,
    upsertOf: async (...args) => String((await whole(...args)).contactId ?? assert.fail('no contact')),
    having: (key, text) => [...directory.contacts.values()].filter((contact) => contact[key] === text),
    all: () => [...directory.contacts.values()],
    creates: () => bench.calls().filter((call) => /^POST .*\/contacts$/.test(call)).length,
  };
}
