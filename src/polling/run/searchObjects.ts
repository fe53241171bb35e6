import type { ObjectContext, ObjectRecord, PreparedSearch } from '../../objects/objectType.js';
import type { ObjectTypeThatCan } from '../../objects/objectTypes.js';
import type { SearchTerm } from '../../objects/searchTerm.js';
import { listAll } from './listAll.js';
import { listTwice } from './listTwice.js';
import { toAsk } from './toAsk.js';

/** Finds objects in a place: in pages of `pageSize`, each object once; none makes no page. */
export type FindObjects = (context: ObjectContext, pageSize: number) => AsyncGenerator<readonly ObjectRecord[]>;

/** Objects a request: as many as Qualtrics gives, for a page that is emitted need not be one that is asked for. */
const REQUEST_SIZE = 100;

/**
 * Makes ready to find all objects that fulfil the terms. What is given back gives each object that fulfils them
 * throughout, however many there are and whatever changes meanwhile; it throws QualtricsError, and TooManyInOneSecond
 * after everything else. Throws InputError for terms that cannot be searched by together: nothing was asked then.
 */
export function objectFinder({ search }: ObjectTypeThatCan<'search'>, terms: readonly SearchTerm[]): FindObjects {
  if (search.kind === 'listed') return (context, pageSize) => inPages(search.list(context, terms), pageSize);
  const prepared = search.prepare(terms);
  return (context, pageSize) => inPages(objectsThatFit(context, prepared), pageSize);
}

async function* objectsThatFit(context: ObjectContext, search: PreparedSearch): AsyncGenerator<ObjectRecord> {
  // A window of time has no place for them, but they were found as well.
  const undated = new Map<string, ObjectRecord>();
  const ask = toAsk(context.client.clock, async (asked) => {
    const page = await search.page(context, { ...asked, timestampField: 'created', pageSize: REQUEST_SIZE });
    for (const { id, isUndated, contact } of page.rows) if (isUndated) undated.set(id, contact);
    return page;
  });
  const pages = search.isByTime ? listAll(ask, { pageSize: REQUEST_SIZE }) : listTwice(ask, REQUEST_SIZE);
  for await (const objects of pages) {
    for (const object of objects) if (search.fits(object)) yield object;
  }
  if (search.isByTime) for (const object of undated.values()) if (search.fits(object)) yield object;
}

async function* inPages(objects: AsyncIterable<ObjectRecord>, pageSize: number): AsyncGenerator<ObjectRecord[]> {
  let page: ObjectRecord[] = [];
  for await (const object of objects) {
    page.push(object);
    if (page.length < pageSize) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}
