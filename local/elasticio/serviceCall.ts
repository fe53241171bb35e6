import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { COMPONENT_PATH } from './componentPath.js';
import type { StepApi } from './stepApi.js';

export interface ServiceOptions {
  readonly cfg: Readonly<Record<string, unknown>>;
  readonly key?: string;
  readonly model?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly componentPath?: string;
  /** Ends the process; the call then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** A short-lived process, as the UI starts it for "Verify", dynamic metadata and select lists. */
export async function callService(
  method: string,
  options: ServiceOptions,
  api: StepApi,
  common: Record<string, string>,
): Promise<unknown> {
  options.signal?.throwIfAborted();
  const { url, result, forget } = api.expectResult();
  const child = spawn(process.execPath, [require.resolve('elasticio-sailor-nodejs/runService.js'), method], {
    cwd: options.componentPath ?? COMPONENT_PATH,
    env: {
      ...process.env,
      LOG_LEVEL: 'fatal',
      ...common,
      ELASTICIO_POST_RESULT_URL: url,
      ELASTICIO_CFG: JSON.stringify(options.cfg),
      ELASTICIO_ACTION_OR_TRIGGER: options.key ?? '',
      ELASTICIO_GET_MODEL_METHOD: options.model ?? '',
      ...options.env,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const kill = (): void => void child.kill('SIGKILL');
  options.signal?.addEventListener('abort', kill);
  const ended = once(child, 'exit').then(([code]) => {
    options.signal?.throwIfAborted();
    throw new Error(`The service call ended with code ${code} and without a result.`);
  });
  try {
    return await Promise.race([result, ended]);
  } finally {
    forget();
    options.signal?.removeEventListener('abort', kill);
  }
}
