import { EVENTS, ONBOARDING, PRODUCT_TEST, SATISFACTION } from './demoQuestions.js';
import { newSurvey } from './newSurvey.js';
import type { Survey } from './survey.js';

const DAY_MS = 24 * 60 * 60_000;

/** The same in every brand, for examples and notes name them. */
const SURVEYS = [
  {
    id: 'SV_aBpZHs9ILCIy6sM',
    name: 'Customer satisfaction',
    content: SATISFACTION,
    count: 250,
    filterId: 'q3orolvvaowa5aq',
  },
  {
    id: 'SV_0cb3Mf7Rd2V86k2',
    name: 'Onboarding: first week?',
    content: ONBOARDING,
    count: 80,
    filterId: 'mr3qym6dz7bmqhx',
  },
  {
    id: 'SV_YtHP02uyk7P0frB',
    name: 'Événements / retours 🎉',
    content: EVENTS,
    count: 40,
    filterId: 's1mtrzecyz8l8e7',
  },
  {
    id: 'SV_htQfqLyK5jJ3TUK',
    name: 'Product test 2025',
    content: PRODUCT_TEST,
    count: 25,
    filterId: 'u0vn61jg0brvx3x',
    isActive: false,
  },
];

/** The surveys of the demo brand; their responses are of the month before `now` (ms since 1970) but for its last day. */
export function demoSurveys(seed: number, now: number): Survey[] {
  return SURVEYS.map(({ filterId, ...survey }, index) =>
    newSurvey({
      ...survey,
      filters: [{ filterId, filterName: 'Promoters only', key: 'QID1', least: 9 }],
      seed: seed + index,
      since: now - 30 * DAY_MS,
      until: now - DAY_MS,
    }),
  );
}
