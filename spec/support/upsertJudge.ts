import assert from 'node:assert/strict';
import type { ContactDirectory } from '../../local/sandbox/brand/contactDirectory.js';
import { type Done, type History, PERSONS } from './upsertHistories.js';

/** Fails when a contact is doubled, or something written is lost, or something was written that was not to be. */
export function judge(
  history: History,
  directory: ContactDirectory,
  done: readonly Done[],
  mailingListId: string,
): void {
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
      const writes = mine.filter(
        (message) => message.field.toLowerCase() === field.toLowerCase() && writesField(message),
      );
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
    const mayBe = mine.some((message) => message.isListed && mayHaveWritten(history, message));
    if (!mayBe) assert.ok(!contact.mailingLists.has(mailingListId), `person ${person} is in the list`);
  }
}

/** Whatever may have been written last: not what was certainly written over afterwards. A create leaves blanks out. */
function possibleValues(history: History, writes: readonly Done[]): (string | undefined)[] {
  const mayStand = writes.filter(
    (one) => mayHaveWritten(history, one) && !writes.some((other) => hasWritten(other) && isAfter(history, other, one)),
  );
  const values = mayStand.flatMap(({ index, isBlank }) => (isBlank ? ['', undefined] : [`v${index}`]));
  return writes.some(hasWritten) ? values : [...values, undefined];
}

/** Messages that carry the same key are done in their order; others when one had ended before the other came. */
function isAfter(history: History, later: Done, earlier: Done): boolean {
  const haveKeyInCommon = !history.areThere || later.criterion === earlier.criterion;
  return later.startedAt > earlier.endedAt || (haveKeyInCommon && later.index > earlier.index);
}

function mayHaveWritten(history: History, { ifFound, ifNotFound, isListed, result }: Done): boolean {
  // A contact that is there and in no list cannot be put into one: then nothing is written.
  if (history.areThere && isListed && history.deduplicatesBy === 'nothing') return false;
  if (result && Object.keys(result).length === 0) return false;
  return ifFound === 'update' || (ifNotFound === 'create' && !history.areThere);
}

function hasWritten({ ifFound, ifNotFound, result }: Done): boolean {
  return result?.contactId !== undefined && ifFound === 'update' && ifNotFound !== undefined;
}

/** A blank field writes nothing unless it is to be cleared. */
function writesField({ isBlank, emptyValues }: Done): boolean {
  return !isBlank || emptyValues === 'clear';
}
