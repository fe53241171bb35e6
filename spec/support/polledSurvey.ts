import assert from 'node:assert/strict';
import { completeResponses } from '../../local/sandbox/brand/completeResponses.js';
import * as trigger from '../../src/triggers/getNewSurveyResponsesPolling.js';
import { useMovedTime } from './movedTime.js';
import { runStep, type StepInput, type StepRun } from './step.js';

/** A survey of 250 responses in a sandbox of its own for each test, whose exports are complete at once; whoever sleeps wakes at once. */
export function usePolledSurvey() {
  const time = useMovedTime({ jumps: true });
  const { bench } = time;
  beforeEach(() => {
    bench.tenant.behaviour.exportChecks = 0;
  });
  const surveyId = (): string => bench.tenant.surveys[0]?.id ?? '';
  /** The bodies of the exports that were asked for. */
  const starts = (): Record<string, unknown>[] =>
    bench.sandbox.requests
      .filter(({ path }) => path.endsWith('/export-responses'))
      .map(({ body }) => body as Record<string, unknown>);
  return {
    bench,
    time,
    surveyId,
    starts,
    poll: (cfg: Record<string, unknown> = {}, more: Partial<StepInput> = {}): Promise<StepRun> =>
      runStep(trigger, { cfg: { ...bench.credential, surveyId: surveyId(), ...cfg }, ...more }),
    complete: (count = 1): string[] => completeResponses(bench.tenant, { surveyId: surveyId(), count }),
    /** Writes a response anew, so that exports show its last modification. */
    edit(responseId: string): void {
      const { responses } = bench.tenant.survey(surveyId());
      const response = responses.find(responseId);
      assert.ok(response);
      responses.write({ ...response, lastModified: time.now() }, time.now());
    },
  };
}

/** The ids of the responses that were delivered, in order. */
export function idsOf(run: StepRun): string[] {
  return run.data.map((body) => (body as { responseId: string }).responseId);
}

/** When they were recorded. */
export function timesOf(run: StepRun): string[] {
  return run.data.map((body) => (body as { values: { recordedDate: string } }).values.recordedDate);
}
