import { Population } from '../responses/population.js';
import { ResponseStore } from '../responses/responseStore.js';
import type { SurveyContent } from './content.js';
import type { Survey, SurveyFilter } from './survey.js';

export interface SurveyOptions {
  /** `SV_…` */
  readonly id: string;
  readonly name: string;
  readonly content: SurveyContent;
  readonly isActive?: boolean;
  readonly filters?: readonly SurveyFilter[];
  /** Responses it has from the beginning; they take no memory. */
  readonly count: number;
  readonly seed: number;
  /** The responses were recorded between these times, ms since 1970; `until` is exclusive unless it is `since`. */
  readonly since: number;
  readonly until: number;
}

const DAY_MS = 24 * 60 * 60_000;

/** A survey with responses. */
export function newSurvey(options: SurveyOptions): Survey {
  const { id, name, content, isActive = true, filters = [], since } = options;
  return {
    ...content,
    id,
    name,
    isActive,
    creationDate: since - DAY_MS,
    lastModified: since - DAY_MS,
    expiration: { startDate: null, endDate: null },
    filters,
    quotas: [{ id: `QO_${id.slice('SV_'.length)}`, name: 'Enough responses', quota: 1000 }],
    responses: new ResponseStore(new Population(content, options)),
  };
}
