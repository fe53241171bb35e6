import { runStep } from '../../spec/support/step.js';
import * as makeRawRequest from '../../src/actions/makeRawRequest.js';
import * as upsertObject from '../../src/actions/upsertObject.js';
import type { OwnBrand } from './ownBrand.js';

/** Notes what is made in the brand, so that it goes again. */
export interface Made {
  /** What is to be done in the end. */
  readonly later: (work: () => Promise<unknown>) => void;
  /** A path of the API that deletes one thing, in the end. */
  readonly deleteLater: (path: string) => void;
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
      deleteLater: (path) => void steps.push(() => send('DELETE', path)),
      async mailingList() {
        const mailingListId = await newMailingList(brand);
        steps.push(() => deleteWithMembers(send, brand.directoryId, mailingListId));
        return mailingListId;
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

async function newMailingList({ credential, directoryId }: OwnBrand): Promise<string> {
  const cfg = {
    ...credential,
    objectType: 'mailingLists',
    lookupCriteria: 'name',
    directoryMatchCriteria: 'directoryId',
  };
  const body = { lookupCriteriaValue: unusedName(), directory: directoryId };
  const { data } = await runStep(upsertObject, { cfg, body });
  return (data[0] as { mailingListId: string }).mailingListId;
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
