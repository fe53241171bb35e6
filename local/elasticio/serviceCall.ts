import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { COMPONENT_PATH } from './componentPath.js';
import type { StepApi } from './stepApi.js';

export interface ServiceOptions {
  readonly cfg: Readonly<Record<string, unknown>>;
  readonly key?: string;
  readonly model?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A short-lived process, as the UI starts it for "Verify", dynamic metadata and select lists. */
export async function callService(
  method: string,
  options: ServiceOptions,
  api: StepApi,
  common: Record<string, string>,
): Promise<unknown> {
  const result = api.nextResult();
  const child = spawn(process.execPath, [require.resolve('elasticio-sailor-nodejs/runService.js'), method], {
    cwd: COMPONENT_PATH,
    env: {
      ...process.env,
      LOG_LEVEL: 'fatal',
      ...common,
      ELASTICIO_POST_RESULT_URL: api.resultUrl,
      ELASTICIO_CFG: JSON.stringify(options.cfg),
      ELASTICIO_ACTION_OR_TRIGGER: options.key ?? '',
      ELASTICIO_GET_MODEL_METHOD: options.model ?? '',
      ...options.env,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`The service call ended with code ${code} and without a result.`);
  });
  return Promise.race([result, ended]);
}
