import { choice, requiredId, type Values, wholeNumber } from '../input/fields.js';
import type { PageEmission } from '../platform/emitPage.js';
import type { ResponseTarget } from '../responses/snapshot.js';
import { readPeriod } from './periodFields.js';

/** The configuration of the trigger that polls responses. */
export interface ResponsePollingConfig {
  readonly target: ResponseTarget;
  readonly emission: PageEmission;
  /** Responses a page, 1–1000. */
  readonly pageSize: number;
  /** Responses of this moment and later are not wanted, in ms since 1970. */
  readonly endMs: number | undefined;
}

/** The configuration of the trigger that is told of responses. */
export interface ResponseEventConfig {
  readonly surveyId: string;
  readonly event: 'completedResponse' | 'partialResponse';
}

const SURVEY = { key: 'surveyId', label: 'Survey' };

/** The polling trigger's configuration, checked. Throws InputError. */
export function readResponsePolling(cfg: Values): ResponsePollingConfig {
  const surveyId = requiredId(cfg, SURVEY);
  const timestampField = choice(
    cfg,
    { key: 'pollConfig', label: 'Timestamp field to poll on' },
    { recorded: 'New', lastModified: 'New and Modified' },
    'recorded',
  );
  const pageSize = wholeNumber(cfg, { key: 'pageSize', label: 'Page Size' }, { min: 1, max: 1000, fallback: 100 });
  const { start, end } = readPeriod(cfg);
  return {
    target: { surveyId, timestampField, startTime: start ? start.toISOString() : '' },
    emission: chosenResponseEmission(cfg),
    pageSize,
    endMs: end?.getTime(),
  };
}

/** Also for the metadata, when the rest of the configuration is not filled yet. */
export function chosenResponseEmission(cfg: Values): PageEmission {
  const behavior = choice(
    cfg,
    { key: 'emitBehavior', label: 'Emit behavior' },
    { emitIndividually: 'Emit Individually', emitPage: 'Emit Page' },
    'emitIndividually',
  );
  return behavior === 'emitPage' ? { kind: 'page', key: 'results' } : { kind: 'individually' };
}

/** The webhook trigger's configuration, checked. Throws InputError. */
export function readResponseEvent(cfg: Values): ResponseEventConfig {
  return { surveyId: requiredId(cfg, SURVEY), event: chosenEvent(cfg) };
}

/** Also for the metadata, when the rest of the configuration is not filled yet. */
export function chosenEvent(cfg: Values): ResponseEventConfig['event'] {
  return choice(
    cfg,
    { key: 'event', label: 'Event' },
    { completedResponse: 'Response completed', partialResponse: 'Response saved in part' },
    'completedResponse',
  );
}
