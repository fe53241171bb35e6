/** The types that new object types, actions and callers of the client are written against, in one place. */
export type { Criteria } from './objects/lookup.js';
export type {
  Candidate,
  ObjectContext,
  ObjectPolling,
  ObjectRecord,
  ObjectType,
  ObjectWriting,
  TimedObject,
  TimePage,
  TimeSearch,
} from './objects/objectType.js';
export type { Properties, Property } from './objects/schema.js';
export type { Metadata } from './platform/metadata.js';
export type { PlatformStep } from './platform/platformStep.js';
export type { IncomingMessage, StepCall } from './platform/step.js';
export type { PollTarget, Snapshot } from './polling/plan/snapshot.js';
export type { ApiAnswer } from './qualtrics/client/answers.js';
export type { ApiRequest, ClientOptions, QualtricsClient } from './qualtrics/client/client.js';
export type { Clock, Logger, Settings } from './qualtrics/client/options.js';
