import type { Values } from '../input/fields.js';
import type { QualtricsClient } from '../qualtrics/client/client.js';
import type { Properties } from './schema.js';

/** Where a message's object lives: whose Qualtrics, which directory. */
export interface ObjectContext {
  readonly client: QualtricsClient;
  readonly directoryId: string;
}

/** An object as the component shows it: one shape, whichever way it was read. */
export type ObjectRecord = Readonly<Record<string, unknown>>;

/** One page of a search by time. */
export interface TimeSearch {
  readonly timestampField: string;
  /** Seconds since 1970, UTC: `from` ≤ time < `to`. */
  readonly from: number;
  readonly to: number | undefined;
  readonly pageSize: number;
  readonly skipToken: string | undefined;
}

/** An object with its place in time. */
export interface TimedObject {
  readonly id: string;
  /** When it was created or last modified, as asked; in seconds since 1970, UTC. */
  readonly second: number;
  /** Within the second, 0–999; 0 where Qualtrics tells whole seconds only. */
  readonly millisecond: number;
  readonly contact: ObjectRecord;
}

/** One page of a search by time: its rows, and how to ask for the next page when this one is full. */
export interface TimePage {
  readonly rows: readonly TimedObject[];
  readonly skipToken: string | undefined;
  readonly serverTimeMs: number | undefined;
}

/** What a search gave for a value: an object's id, and the field by which it was found as the index knows it. */
export interface Candidate {
  readonly id: string;
  readonly indexed: unknown;
  /** Created so recently that a 404 does not mean that it is gone. */
  readonly isNew: boolean;
}

/** A way to find one object: by which field, and whether that is Qualtrics' own id. */
export interface LookupCriterion {
  readonly label: string;
  readonly isId: boolean;
}

/** What every object type can do: be looked up. */
export interface ObjectType {
  /** The value of the "Object Type" field. */
  readonly key: string;
  /** One of them, in a sentence: "contact". */
  readonly noun: string;
  readonly idField: string;
  readonly lookupCriteria: Readonly<Record<string, LookupCriterion>>;
  /** What is emitted. */
  readonly properties: Properties;
  /** What a search gives for a value; the index may be a minute late, so each is to be read and checked. */
  findCandidates(context: ObjectContext, criterion: string, value: string): Promise<Candidate[]>;
  /** The object; `undefined` when there is none. `waitForIt`: it was just created, so 404 is tried again. */
  get(context: ObjectContext, id: string, options?: { waitForIt?: boolean }): Promise<ObjectRecord | undefined>;
  /** Values that Qualtrics takes for the same are the same. */
  normalize(value: string): string;
  /** There when it can be created and updated. */
  readonly writing?: ObjectWriting;
  /** There when its changes can be polled. */
  readonly polling?: ObjectPolling;
}

/** How objects of a type are created and updated. */
export interface ObjectWriting {
  /** Fields that a message can set. */
  readonly fields: Properties;
  /** The part of a message body that is the object, checked; throws InputError. */
  toInput(body: Values): ObjectRecord;
  /** Gives the new id; a QualtricsError thrown tells by `outcomeUnknown` if it may exist all the same. */
  create(context: ObjectContext, input: ObjectRecord): Promise<string>;
  /** Writes the fields of `input`; all others, also nested ones, stay as they are in `existing`. */
  update(context: ObjectContext, existing: ObjectRecord, input: ObjectRecord): Promise<void>;
}

/** How objects of a type are read by time. */
export interface ObjectPolling {
  search(context: ObjectContext, search: TimeSearch): Promise<TimePage>;
}
