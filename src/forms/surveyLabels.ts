import { listSurveys, type Survey } from '../qualtrics/api/surveys.js';
import type { QualtricsClient } from '../qualtrics/client/client.js';

/**
 * Select model of "Survey": id → name, sorted by name. Names that two surveys have come with their ids; an inactive
 * survey, which takes no more responses, says so. Throws QualtricsError.
 */
export async function surveyLabels(client: QualtricsClient): Promise<Record<string, string>> {
  const surveys = await listSurveys(client);
  const counts = new Map<string, number>();
  for (const { name } of surveys) counts.set(keyOf(name), (counts.get(keyOf(name)) ?? 0) + 1);
  const labelled = surveys.map((survey) => [survey.surveyId, label(survey, counts)] as const);
  labelled.sort(([, a], [, b]) => a.localeCompare(b, 'en'));
  return Object.fromEntries(labelled);
}

function label({ surveyId, name, isActive }: Survey, counts: ReadonlyMap<string, number>): string {
  const isUnique = name !== '' && counts.get(keyOf(name)) === 1;
  const shown = name === '' ? 'Survey without a name' : name;
  return `${shown}${isUnique ? '' : ` (${surveyId})`}${isActive ? '' : ' (inactive)'}`;
}

/** Names that look the same in a list are the same. */
function keyOf(name: string): string {
  return name.normalize('NFKC').replace(/\s+/g, ' ').toLowerCase();
}
