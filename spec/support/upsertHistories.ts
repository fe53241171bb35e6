import assert from 'node:assert/strict';
import fc from 'fast-check';
import { demoTenant } from '../../local/sandbox/brand/demoTenant.js';
import { STORED_FORMS, type StoredForm, storedText } from '../../local/sandbox/brand/storedForm.js';
import type { Fault, FaultRule } from '../../local/sandbox/http/faults.js';
import { contacts } from '../../src/objects/contacts/contactType.js';
import type { EmptyValues, ObjectRecord } from '../../src/objects/objectType.js';
import { type IfFound, type IfNotFound, type UpsertOptions, upsert } from '../../src/objects/upsert.js';
import { resetSharedState } from '../../src/util/sharedState.js';
import { startCheckedSandbox } from './checkedSandbox.js';
import { aClient } from './client.js';
import { fastClock } from './fastClock.js';
import { requestLimits } from './requestLimits.js';
import { judge } from './upsertJudge.js';

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
export const PERSONS = [1, 2, 3] as const;

/** One message. */
export interface Message {
  readonly person: (typeof PERSONS)[number];
  readonly criterion: Key;
  readonly spelling: number;
  readonly field: 'firstName' | 'lastName' | 'level' | 'Level' | 'region';
  /** The field comes empty. */
  readonly isBlank: boolean;
  readonly emptyValues: EmptyValues;
  readonly ifFound: IfFound;
  readonly ifNotFound: IfNotFound;
  readonly isListed: boolean;
  readonly isReadBack: boolean;
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
  /** One field by which the directory tells contacts apart, or none. */
  readonly deduplicatesBy: 'nothing' | 'email' | 'phone' | 'externalDataReference';
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
  isBlank: fc.constantFrom(false, false, true),
  emptyValues: fc.constantFrom('ignore', 'clear'),
  ifFound: fc.constantFrom('update', 'update', 'update', 'emitExisting', 'emitEmpty', 'throwError'),
  ifNotFound: fc.constantFrom('create', 'create', 'create', 'emitEmpty', 'throwError'),
  isListed: fc.boolean(),
  isReadBack: fc.boolean(),
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
  deduplicatesBy: fc.constantFrom('nothing', 'email', 'phone', 'externalDataReference'),
  embeddedDataOnUpdate: fc.constantFrom('replace', 'replace', 'merge'),
});

/** A message with its time and its end. */
export interface Done extends Message {
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
      deduplicationCriteria: history.deduplicatesBy === 'nothing' ? {} : { [history.deduplicatesBy]: true },
    });
    Object.assign(tenant.behaviour, { loosePhones, storedForms, embeddedDataOnUpdate });
    const creationDate = clock.now() - 24 * 60 * 60_000;
    const then = { creationDate, lastModified: creationDate };
    if (history.areThere) for (const person of PERSONS) directory.create({ ...keysAsStored(history, person), ...then });
    tenant.behaviour.indexLagMs = history.indexLagS * 1000;
    tenant.behaviour.readLagMs = history.readLagS * 1000;
    const { directoryId } = directory.options;
    const { mailingListId } = tenant.addMailingList({ directoryId, name: 'List' });
    sandbox.faults.add(...history.rules);
    const client = aClient(sandbox, { clock });
    const done = await send(history, (options) => upsert(client, contacts, options), mailingListId);
    judge(history, directory, done, mailingListId);
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
  const { person, criterion, spelling, field, index, emptyValues, ifFound, ifNotFound, isListed } = message;
  const of = (key: Key): string => {
    const all = spellings(person)[key];
    // A contact that is there already is found by Qualtrics' own comparison only.
    const isDigitsOnly = history.loosePhones && !history.storedForms.includes('internationalPhones');
    const isFree = !history.areThere || (key === 'email' && !isListed) || (key === 'phone' && isDigitsOnly);
    return (isFree ? all[spelling % all.length] : keysAsStored(history, person)[key]) ?? assert.fail();
  };
  const keys = history.areThere ? {} : { email: of('email'), phone: of('phone'), extRef: of('extRef') };
  const isEmbedded = field !== 'firstName' && field !== 'lastName';
  const value = message.isBlank ? '' : `v${index}`;
  const fields = { ...keys, ...(isEmbedded ? { embeddedData: { [field]: value } } : { [field]: value }) };
  return {
    directory: { kind: 'name', name: 'Empty' },
    criterion,
    value: of(criterion),
    fields: { ...fields, ...(isListed ? { mailingListId } : {}) },
    emptyValues,
    ifFound,
    ifNotFound,
    retrieveAfterCreation: message.isReadBack,
  };
}

/** As the brand keeps them, by whatever way they came in. */
function keysAsStored({ storedForms }: History, person: number): Record<Key, string> {
  const stored = (key: Key): string => storedText(key, spellings(person)[key][0] ?? '', storedForms);
  return { email: stored('email'), phone: stored('phone'), extRef: stored('extRef') };
}
