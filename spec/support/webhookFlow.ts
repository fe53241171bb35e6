import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { RunningStep, StepOptions } from '../../local/elasticio/runningStep.js';
import { useFlow } from './flow.js';

const componentPath = resolve(__dirname, 'webhookComponent');

/** A flow for each test whose first step is a webhook trigger that writes down which of its hooks were called. */
export function useWebhookFlow() {
  const flow = useFlow();
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'webhook-trigger-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  return {
    flow,
    start(cfg: Record<string, unknown> = {}, options: Partial<StepOptions> = {}): Promise<RunningStep> {
      const state = { subscriptionId: 'SUB_1' };
      const more = { componentPath, startup: true, flowId: 'flow-1', ...options };
      return flow.start('subscribe', { journal: join(folder, 'journal'), state, ...cfg }, more);
    },
    /** What was written down, in order. */
    async journal(): Promise<Record<string, unknown>[]> {
      const text = await readFile(join(folder, 'journal'), 'utf8');
      return text.split('\n').flatMap((line) => (line ? [JSON.parse(line)] : []));
    },
    /** What the platform keeps of each flow. */
    states: () => Object.fromEntries(flow.platform.api.startupStates),
  };
}
