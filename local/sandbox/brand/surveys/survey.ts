import type { ResponseStore } from '../responses/responseStore.js';
import type { SurveyContent } from './content.js';

/** A saved filter: responses whose `key` is at least so high. */
export interface SurveyFilter {
  readonly filterId: string;
  readonly filterName: string;
  readonly key: string;
  readonly least: number;
}

export interface Quota {
  readonly id: string;
  readonly name: string;
  readonly quota: number;
}

/** A survey with its responses. Times in ms since 1970. */
export interface Survey extends SurveyContent {
  readonly id: string;
  name: string;
  isActive: boolean;
  readonly creationDate: number;
  lastModified: number;
  expiration: { startDate: string | null; endDate: string | null };
  readonly filters: readonly SurveyFilter[];
  readonly quotas: readonly Quota[];
  readonly responses: ResponseStore;
}
