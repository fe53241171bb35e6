import { runStep } from '../../spec/support/step.js';
import * as deleteObject from '../../src/actions/deleteObject.js';
import * as lookupObject from '../../src/actions/lookupObject.js';
import * as makeRawRequest from '../../src/actions/makeRawRequest.js';
import * as upsertObject from '../../src/actions/upsertObject.js';
import type { OwnBrand } from './ownBrand.js';

/** Notes what is made in the brand, so that it goes again. */
export interface Made {
  /** What is to be done in the end. */
  readonly later: (work: () => Promise<unknown>) => void;
  /** The contact with this external data reference, should there be one in the end. Said before it is made. */
  readonly contactLater: (extRef: string) => void;
  /** Every distribution of links for this list, in the end. Said before one is made. */
  readonly distributionsLater: (surveyId: string, mailingListId: string) => void;
  /** A mailing list of the test's own. It goes again with every contact that is in it then. */
  readonly mailingList: () => Promise<string>;
}

type Send = (method: 'GET' | 'DELETE', url: string) => Promise<unknown>;

/**
 * Runs a test that writes, then deletes what it made, the last first, whatever happened. What is gone already is all
 * right. Throws what the test throws, and an error for each thing that could not be deleted, after all were tried.
 */
export async function cleaned(brand: OwnBrand, test: (made: Made) => Promise<void>): Promise<void> {
  const send = senderOf(brand);
  const failures: unknown[] = [];
  const attempt = (work: () => Promise<unknown>) => work().catch((error: unknown) => failures.push(error));
  const steps: (() => Promise<unknown>)[] = [];
  await attempt(() =>
    test({
      later: (work) => void steps.push(work),
      contactLater: (extRef) => void steps.push(() => deleteContact(brand, extRef)),
      distributionsLater: (...those) => void steps.push(() => deleteDistributions(send, ...those)),
      async mailingList() {
        const name = unusedName();
        steps.push(() => deleteListNamed(send, brand, name));
        return newMailingList(brand, name);
      },
    }),
  );
  for (const step of steps.reverse()) await attempt(step);
  if (failures.length > 1) throw new AggregateError(failures, failures.map(String).join('; '));
  if (failures.length === 1) throw failures[0];
}

/** A text that nothing in the brand has yet. */
export function unusedName(): string {
  return `component-test-${Date.now()}`;
}

function senderOf({ credential }: OwnBrand): Send {
  return async (method, url) => {
    const cfg = { ...credential, doNotThrow404: true };
    const { data } = await runStep(makeRawRequest, { cfg, body: { method, url } });
    return (data[0] as { responseBody?: unknown }).responseBody;
  };
}

/** Also one that the index does not show yet: this process remembers what it has made. */
async function deleteContact({ credential, directoryId }: OwnBrand, extRef: string): Promise<void> {
  const cfg = {
    ...credential,
    objectType: 'contacts',
    lookupCriteria: 'extRef',
    directoryMatchCriteria: 'directoryId',
  };
  await runStep(deleteObject, { cfg, body: { lookupCriteriaValue: extRef, directory: directoryId } });
}

async function deleteDistributions(send: Send, surveyId: string, mailingListId: string): Promise<void> {
  const query = new URLSearchParams({ surveyId, mailingListId, distributionRequestType: 'GeneratedInvite' });
  const page = (await send('GET', `/distributions?${query}`)) as { result?: { elements: { id: string }[] } };
  for (const { id } of page.result?.elements ?? []) await send('DELETE', `/distributions/${id}`);
}

const LISTS = { objectType: 'mailingLists', lookupCriteria: 'name', directoryMatchCriteria: 'directoryId' };

async function newMailingList({ credential, directoryId }: OwnBrand, name: string): Promise<string> {
  const body = { lookupCriteriaValue: name, directory: directoryId };
  const { data } = await runStep(upsertObject, { cfg: { ...credential, ...LISTS }, body });
  return (data[0] as { mailingListId: string }).mailingListId;
}

async function deleteListNamed(send: Send, { credential, directoryId }: OwnBrand, name: string): Promise<void> {
  const cfg = { ...credential, ...LISTS, allowZeroResults: true };
  const { data } = await runStep(lookupObject, { cfg, body: { lookupCriteriaValue: name, directory: directoryId } });
  const { mailingListId } = data[0] as { mailingListId?: string };
  if (mailingListId !== undefined) await deleteWithMembers(send, directoryId, mailingListId);
}

/** Every page is the first one: what was read is gone then. */
async function deleteWithMembers(send: Send, directoryId: string, mailingListId: string): Promise<void> {
  const list = `/directories/${directoryId}/mailinglists/${mailingListId}`;
  const seen = new Set<string>();
  for (;;) {
    const page = (await send('GET', `${list}/contacts`)) as { result?: { elements: { contactId: string }[] } };
    const ids = (page.result?.elements ?? []).map(({ contactId }) => contactId).filter((id) => !seen.has(id));
    if (ids.length === 0) break;
    for (const id of ids) {
      seen.add(id);
      await send('DELETE', `/directories/${directoryId}/contacts/${id}`);
    }
  }
  await send('DELETE', list);
}
