import type { Values } from '../input/fields.js';
import type { Properties } from '../input/schema.js';
import type { QualtricsClient } from '../qualtrics/client/client.js';
import type { SearchFields, SearchTerm } from './searchTerm.js';

/** Where a message's object lives: whose Qualtrics, and which directory where the type has directories. */
export interface ObjectContext {
  readonly client: QualtricsClient;
  readonly directoryId: string | undefined;
}

/** An object as the component shows it: one shape, whichever way it was read. */
export type ObjectRecord = Readonly<Record<string, unknown>>;

/** One page of a search by time. */
export interface TimeSearch {
  readonly timestampField: string;
  /** Seconds since 1970, UTC: `from` ≤ time < `to`. */
  readonly from: number;
  readonly to: number | undefined;
  /** Only objects whose other time (the creation, where the last change is asked for) lies in this span. */
  readonly other?: { readonly from: number; readonly to: number | undefined } | undefined;
  readonly pageSize: number;
  readonly skipToken: string | undefined;
}

/** An object with its place in time. */
export interface TimedObject {
  readonly id: string;
  /** When it was created or last modified, as asked; in seconds since 1970, UTC. */
  readonly second: number;
  /** Within the second, 0–999; 0 where Qualtrics reports whole seconds only. */
  readonly millisecond: number;
  /** Its other time, in seconds since 1970, UTC, which never changes; left out where a search cannot ask for it as well. */
  readonly otherSecond?: number | undefined;
  /** True for one to which Qualtrics gives no date: where it stands in time is not known. */
  readonly isUndated?: boolean;
  readonly contact: ObjectRecord;
}

/** One page of a search by time: its rows, and how to ask for the next page when this one is full. */
export interface TimePage {
  readonly rows: readonly TimedObject[];
  readonly skipToken: string | undefined;
  readonly serverTimeMs: number | undefined;
}

/**
 * What a lookup found for a value:
 * - `object`: the object itself, known to be as it is now;
 * - `indexed`: what a search index says, which may be a minute late, so the object is still to be read and compared.
 */
export type Candidate =
  | { readonly kind: 'object'; readonly object: ObjectRecord }
  | {
      readonly kind: 'indexed';
      readonly id: string;
      /** The field by which it was found, as the index knows it. */
      readonly value: unknown;
      /** Created so recently that a 404 does not mean that it is gone. */
      readonly isNew: boolean;
    };

/** A way to find one object: by which field, and whether that is Qualtrics' own id. */
export interface LookupCriterion {
  readonly label: string;
  readonly isId: boolean;
}

/** The fields of an object as the mapper shows them. */
export interface ObjectFields {
  /** What is emitted. */
  readonly properties: Properties;
  /** What a message can set; empty where it cannot be written. */
  readonly writable: Properties;
}

/** A kind of object in Qualtrics. What it cannot do is left out, and refused before any request. */
export interface ObjectType {
  /** The value of the "Object Type" field. */
  readonly key: string;
  /** One of them, in a sentence: "contact". */
  readonly noun: string;
  readonly idField: string;
  /** Whether its objects live in a directory, which a message must name then. */
  readonly hasDirectory: boolean;
  readonly lookupCriteria: Readonly<Record<string, LookupCriterion>>;
  /**
   * Its fields, with those that only this context has (embedded data of a directory); `undefined`: the general ones.
   * A person waits for it, so it gives the general fields rather than fail.
   */
  describe(context: ObjectContext | undefined): Promise<ObjectFields>;
  readonly lookup?: ObjectLookup;
  readonly write?: ObjectWriting;
  readonly remove?: ObjectRemoval;
  readonly poll?: ObjectPolling;
  readonly search?: ObjectSearching;
}

/** How one object of a type is found and read. */
export interface ObjectLookup {
  /**
   * What may match a value; see {@link Candidate}. Not asked for criteria that are ids. Read on only as far as it is
   * needed: many may share a value.
   */
  candidates(context: ObjectContext, criterion: string, value: string): AsyncIterable<Candidate>;
  /** The object; `undefined` when there is none. `waitForIt`: it was just created, so 404 is tried again. */
  get(context: ObjectContext, id: string, options?: { waitForIt?: boolean }): Promise<ObjectRecord | undefined>;
  /** Canonical form: values that Qualtrics treats as equal give the same text. */
  canonical(criterion: string, value: string): string;
  /** Whether Qualtrics' own search by a value may have meant a key that it gave. Without it, only equal ones are. */
  mayBeMeant?(criterion: string, key: string, value: string): boolean;
  /**
   * Objects created at `sinceMs` (ms since 1970, by this machine's clock) or later, as the index shows them, perhaps
   * with some older ones. For types whose keys Qualtrics may keep in another form, under which no search finds them.
   */
  createdSince?(context: ObjectContext, sinceMs: number): AsyncIterable<ObjectRecord>;
}

/** What a field that comes empty means for an object that exists: nothing, or that it is to be emptied. */
export type EmptyValues = 'ignore' | 'clear';

/** What a create gives. */
export interface CreatedObject {
  readonly id: string;
  /** Fields that creating cannot write: an update is to follow. */
  readonly unwritten?: ObjectRecord;
}

/** How objects of a type are created and updated. */
export interface ObjectWriting {
  /**
   * The part of a message body that is the object, checked; throws InputError. Empty fields are left out, or with
   * `clear` given as `''` where Qualtrics can empty them.
   */
  toInput(body: Values, emptyValues: EmptyValues): ObjectRecord;
  /** A QualtricsError thrown tells by `outcomeUnknown` if the object may exist all the same. */
  create(context: ObjectContext, input: ObjectRecord): Promise<CreatedObject>;
  /**
   * Writes the fields of `input`; all others, also nested ones, stay as they are in `existing`. Gives whether there
   * was anything to write. An error that comes when a part was written says which.
   */
  update(context: ObjectContext, existing: ObjectRecord, input: ObjectRecord): Promise<boolean>;
}

/** How objects of a type are deleted. */
export interface ObjectRemoval {
  /** Deletes it; one that is gone already is no error. Throws QualtricsError. */
  remove(context: ObjectContext, id: string): Promise<void>;
}

/** How objects of a type are read by time. */
export interface ObjectPolling {
  search(context: ObjectContext, search: TimeSearch): Promise<TimePage>;
}

/**
 * How many objects of a type are found by terms that all must hold:
 * - `listed`: the type lists them by itself, each once;
 * - `byTime`: a search gives them in pages that slide while objects change; they are read in windows of time, by when
 *   they were created.
 */
export type ObjectSearching =
  | {
      readonly kind: 'listed';
      readonly fields: SearchFields;
      list(context: ObjectContext, terms: readonly SearchTerm[]): AsyncIterable<ObjectRecord>;
    }
  | {
      readonly kind: 'byTime';
      readonly fields: SearchFields;
      /** Makes ready for these terms. */
      prepare(terms: readonly SearchTerm[]): PreparedSearch;
    };

/** A search by time for certain terms. */
export interface PreparedSearch {
  /** Whether pages can be asked for by time; else each page is one of all there are. */
  readonly isByTime: boolean;
  /** One page; its rows fulfil what Qualtrics was asked to compare. */
  page(context: ObjectContext, search: TimeSearch): Promise<TimePage>;
  /** Whether an object that a page gave fulfils the other terms as well. */
  fits(object: ObjectRecord): boolean;
}

/** The directory of a context. Throws an Error for a type that has none: a fault of the program. */
export function directoryOf({ directoryId }: ObjectContext): string {
  if (directoryId === undefined) throw new Error('This object type has no directory.');
  return directoryId;
}
