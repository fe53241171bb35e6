import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ContactDirectory } from '../../local/sandbox/brand/contactDirectory.js';
import { demoTenant } from '../../local/sandbox/brand/demoTenant.js';
import { STORED_FORMS, type StoredForm } from '../../local/sandbox/brand/storedForm.js';
import type { Fault, FaultRule } from '../../local/sandbox/http/faults.js';
import { contacts } from '../../src/objects/contacts/contactType.js';
import type { ObjectRecord } from '../../src/objects/objectType.js';
import { type IfFound, type IfNotFound, type UpsertOptions, upsert } from '../../src/objects/upsert.js';
import { resetSharedState } from '../../src/util/sharedState.js';
import { startCheckedSandbox } from './checkedSandbox.js';
import { aClient } from './client.js';
import { fastClock } from './fastClock.js';
import { requestLimits } from './requestLimits.js';

/** A minute of waiting is a tenth of a second. */
const SPEED = 600;

const CRITERIA = ['email', 'phone', 'extRef'] as const;
type Key = (typeof CRITERIA)[number];

/** Ways to write the keys of a person, which Qualtrics may take for the same or not. */
const spellings = (person: number): Record<Key, readonly string[]> => ({
  email: [`person${person}@example.com`, `Person${person}@Example.com`],
  phone: [`555 010${person}`, `555-010${person}`, `(555) 010${person}`],
  extRef: [`R ${person}`, `R  ${person}`, `R\u200b ${person}`, `r ${person}`],
});
const PERSONS = [1, 2, 3] as const;

/** One message. */
interface Message {
  readonly person: (typeof PERSONS)[number];
  readonly criterion: Key;
  readonly spelling: number;
  readonly field: 'firstName' | 'lastName' | 'level' | 'Level' | 'region';
  readonly ifFound: IfFound;
  readonly ifNotFound: IfNotFound;
  readonly isListed: boolean;
  /** Comes when all earlier ones are through; else beside them. */
  readonly waits: boolean;
}

/** What happens to a directory and to the requests about it. */
export interface History {
  /** Persons are contacts from the start, and messages name them by one key only; else each carries all keys. */
  readonly areThere: boolean;
  readonly messages: readonly Message[];
  readonly rules: readonly FaultRule[];
  readonly indexLagS: number;
  readonly readLagS: number;
  readonly loosePhones: boolean;
  readonly storedForms: readonly StoredForm[];
  readonly deduplicates: boolean;
  readonly embeddedDataOnUpdate: 'replace' | 'merge';
}

const WHEN = fc.constantFrom('before' as const, 'after' as const);
const AllFaults: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({ kind: fc.constant('status' as const), status: fc.constantFrom(500, 502, 503, 504, 520), when: WHEN }),
  fc.record({
    kind: fc.constant('status' as const),
    status: fc.constantFrom(403, 429),
    when: fc.constant('before' as const),
  }),
  fc.record({ kind: fc.constant('drop' as const), when: WHEN }),
  fc.constant({ kind: 'truncate' as const }),
);
/** Creates and searches come first: what hides whether a contact was created matters most. */
const REQUESTS = [/^POST .*\/contacts$/, /^POST .*search/, /^GET .*contacts\//, /^PUT /, /directories$/, /token/];
const AllRules: fc.Arbitrary<FaultRule> = fc.record({
  match: fc.constantFrom(...REQUESTS, ...REQUESTS.slice(0, 2)),
  fault: AllFaults,
  times: fc.constantFrom(1, 1, 1, 3, 40),
});
const AllMessages: fc.Arbitrary<Message> = fc.record({
  person: fc.constantFrom(1, 1, 1, 2, 3),
  criterion: fc.constantFrom(...CRITERIA),
  spelling: fc.nat({ max: 3 }),
  field: fc.constantFrom('firstName', 'lastName', 'level', 'Level', 'region', 'region'),
  ifFound: fc.constantFrom('update', 'update', 'update', 'emitExisting', 'emitEmpty', 'throwError'),
  ifNotFound: fc.constantFrom('create', 'create', 'create', 'emitEmpty', 'throwError'),
  isListed: fc.boolean(),
  waits: fc.constantFrom(false, false, true),
});

export const AllHistories: fc.Arbitrary<History> = fc.record({
  areThere: fc.boolean(),
  messages: fc.array(AllMessages, { minLength: 1, maxLength: 12 }),
  rules: fc.array(AllRules, { maxLength: 6 }),
  indexLagS: fc.constantFrom(0, 5, 50),
  readLagS: fc.constantFrom(0, 5, 40),
  loosePhones: fc.boolean(),
  storedForms: fc.subarray([...STORED_FORMS]),
  deduplicates: fc.boolean(),
  embeddedDataOnUpdate: fc.constantFrom('replace', 'replace', 'merge'),
});

/** A message with its time and its end. */
interface Done extends Message {
  readonly index: number;
  readonly startedAt: number;
  endedAt: number;
  result: ObjectRecord | undefined;
}

/** Lives through a history, and fails when a contact is doubled or something written is lost. */
export async function live(history: History): Promise<void> {
  resetSharedState();
  const clock = fastClock(SPEED);
  const tenant = demoTenant({ now: clock.now });
  const sandbox = await startCheckedSandbox({ tenant, limits: {}, silence: requestLimits.pass });
  try {
    const { loosePhones, storedForms, embeddedDataOnUpdate } = history;
    const directory = tenant.addDirectory({
      name: 'Empty',
      deduplicationCriteria: { email: history.deduplicates },
    });
    Object.assign(tenant.behaviour, { loosePhones, storedForms, embeddedDataOnUpdate });
    const creationDate = clock.now() - 24 * 60 * 60_000;
    const then = { creationDate, lastModified: creationDate };
    if (history.areThere) for (const person of PERSONS) directory.create({ ...keysAsStored(person), ...then });
    tenant.behaviour.indexLagMs = history.indexLagS * 1000;
    tenant.behaviour.readLagMs = history.readLagS * 1000;
    const { directoryId } = directory.options;
    const { mailingListId } = tenant.addMailingList({ directoryId, name: 'List' });
    sandbox.faults.add(...history.rules);
    const client = aClient(sandbox, { clock });
    const done = await send(history, (options) => upsert(client, contacts, options), mailingListId);
    check(history, directory, done, mailingListId);
  } finally {
    await sandbox.close();
  }
}

async function send(
  history: History,
  deliver: (options: UpsertOptions) => Promise<ObjectRecord>,
  mailingListId: string,
): Promise<readonly Done[]> {
  const done: Done[] = [];
  const underWay: Promise<void>[] = [];
  let now = 0;
  for (const [index, message] of history.messages.entries()) {
    if (message.waits) await Promise.all(underWay);
    now += 1;
    const one: Done = { ...message, index, startedAt: now, endedAt: Number.POSITIVE_INFINITY, result: undefined };
    done.push(one);
    underWay.push(
      deliver(optionsOf(history, one, mailingListId))
        .then((result) => {
          one.result = result;
        })
        .catch(() => undefined)
        .finally(() => {
          now += 1;
          one.endedAt = now;
        }),
    );
  }
  await Promise.all(underWay);
  return done;
}

function optionsOf(history: History, message: Done, mailingListId: string): UpsertOptions {
  const { person, criterion, spelling, field, index, ifFound, ifNotFound, isListed } = message;
  const of = (key: Key): string => {
    const all = spellings(person)[key];
    // A contact that is there already is found by Qualtrics' own comparison only.
    const isFree = !history.areThere || (key === 'email' && !isListed) || (key === 'phone' && history.loosePhones);
    return (isFree ? all[spelling % all.length] : keysAsStored(person)[key]) ?? assert.fail();
  };
  const keys = history.areThere ? {} : { email: of('email'), phone: of('phone'), extRef: of('extRef') };
  const isEmbedded = field !== 'firstName' && field !== 'lastName';
  const fields = { ...keys, ...(isEmbedded ? { embeddedData: { [field]: `v${index}` } } : { [field]: `v${index}` }) };
  return {
    directory: { kind: 'name', name: 'Empty' },
    criterion,
    value: of(criterion),
    fields: { ...fields, ...(isListed ? { mailingListId } : {}) },
    emptyValues: index % 2 === 0 ? 'ignore' : 'clear',
    ifFound,
    ifNotFound,
    retrieveAfterCreation: index % 3 === 0,
  };
}

function keysAsStored(person: number): Record<Key, string> {
  const { email, phone, extRef } = spellings(person);
  return { email: email[0] ?? '', phone: phone[0] ?? '', extRef: extRef[0] ?? '' };
}

function check(history: History, directory: ContactDirectory, done: readonly Done[], mailingListId: string): void {
  const all = [...directory.contacts.values()];
  const ofPerson = (person: number) => all.filter(({ phone }) => phone?.replace(/\D/g, '').endsWith(`555010${person}`));
  assert.equal(PERSONS.flatMap(ofPerson).length, all.length, 'a contact of nobody');
  for (const person of PERSONS) {
    const found = ofPerson(person);
    const mine = done.filter((message) => message.person === person);
    assert.ok(found.length <= 1, `${found.length} contacts of person ${person}`);
    const [contact] = found;
    const ids = new Set(mine.map(({ result }) => result?.contactId).filter(Boolean));
    assert.deepEqual(
      [...ids].filter((id) => id !== contact?.id),
      [],
      `another id was given for person ${person}`,
    );
    if (!contact) continue;
    for (const field of ['firstName', 'lastName', 'level', 'region'] as const) {
      const writes = mine.filter((message) => message.field.toLowerCase() === field.toLowerCase());
      const { embeddedData } = contact;
      const values =
        field === 'level' || field === 'region'
          ? Object.entries(embeddedData)
              .filter(([name]) => name.toLowerCase() === field)
              .map(([, value]) => value)
          : [contact[field]];
      assert.ok(values.length <= 1, `${field} twice: ${JSON.stringify(embeddedData)}`);
      const value = values[0] ?? undefined;
      const possible = possibleValues(history, writes);
      assert.ok(possible.includes(value), `${field} of person ${person} is ${value}, not one of ${possible}`);
    }
    const isCertain = mine.some((message) => message.isListed && hasWritten(message));
    if (isCertain) assert.ok(contact.mailingLists.has(mailingListId), `person ${person} is not in the list`);
    const mayBe = mine.some((message) => message.isListed && mayHaveWritten(message));
    if (!mayBe) assert.ok(!contact.mailingLists.has(mailingListId), `person ${person} is in the list`);
  }
}

/** Whatever may have been written last: not what was certainly written over afterwards. */
function possibleValues(history: History, writes: readonly Done[]): (string | undefined)[] {
  const mayStand = writes.filter(
    (one) => mayHaveWritten(one) && !writes.some((other) => hasWritten(other) && isAfter(history, other, one)),
  );
  const values: (string | undefined)[] = mayStand.map(({ index }) => `v${index}`);
  return writes.some(hasWritten) ? values : [...values, undefined];
}

/** Messages that carry the same key are done in their order; others when one had ended before the other came. */
function isAfter(history: History, later: Done, earlier: Done): boolean {
  const haveKeyInCommon = !history.areThere || later.criterion === earlier.criterion;
  return later.startedAt > earlier.endedAt || (haveKeyInCommon && later.index > earlier.index);
}

function mayHaveWritten({ ifFound, ifNotFound, result }: Done): boolean {
  if (result && Object.keys(result).length === 0) return false;
  return ifFound === 'update' || ifNotFound === 'create';
}

function hasWritten({ ifFound, ifNotFound, result }: Done): boolean {
  return result?.contactId !== undefined && ifFound === 'update' && ifNotFound !== undefined;
}
