import type { Designer } from '../../local/designer/designer.js';
import { openDesigner } from '../../local/designer/openDesigner.js';
import { startDesigner } from '../../local/designer/server.js';
import { COMPONENT_PATH } from '../../local/elasticio/componentPath.js';
import { restoreEnvironment, savedEnvironment } from '../../local/elasticio/environment.js';
import { demoTenant } from '../../local/sandbox/brand/demoTenant.js';
import { type Sandbox, startSandbox } from '../../local/sandbox/server.js';

/** A designer that runs while the specs of a file do, and the sandbox that its steps run against. */
export interface DesignerBench {
  readonly url: string;
  readonly designer: Designer;
  readonly sandbox: Sandbox;
}

export interface DesignerOptions {
  readonly componentPath?: string;
  /** More variables, for a sandbox that runs already. */
  readonly env?: (sandbox: Sandbox) => Promise<Readonly<Record<string, string>>>;
}

/** Not on a brand of one's own, even where there is a `.env`; patient, for on a busy machine an answer may take long. */
const SETTINGS: Readonly<Record<string, string>> = {
  DOTENV_CONFIG_PATH: 'there-is-no.env',
  AMQP_URI: '',
  API_RETRY_DELAY: '50',
  API_REQUEST_TIMEOUT: '60000',
};

/** Starts a designer before the specs of a file and stops it afterwards. */
export function useDesigner(options: DesignerOptions = {}): DesignerBench {
  let started: { readonly bench: DesignerBench; readonly close: () => Promise<void> } | undefined;
  let savedEnv: NodeJS.ProcessEnv;
  const bench = (): DesignerBench => {
    if (!started) throw new Error('The designer has not started.');
    return started.bench;
  };
  before(async () => {
    savedEnv = savedEnvironment();
    const tenant = demoTenant();
    // Nobody waits between two looks at a job.
    Object.assign(tenant.behaviour, { exportChecks: 0, importChecks: 0, responseLagMs: 0 });
    const sandbox = await startSandbox({ tenant, limits: {} });
    Object.assign(process.env, SETTINGS, { QUALTRICS_BASE_URL: sandbox.url }, await options.env?.(sandbox));
    const opened = await openDesigner(options.componentPath ?? COMPONENT_PATH);
    const server = await startDesigner(opened.designer, 0);
    const close = async (): Promise<void> => {
      await server.close();
      await opened.close();
      await sandbox.close();
    };
    started = { bench: { url: server.url, designer: opened.designer, sandbox }, close };
  });
  after(async () => {
    await started?.close();
    restoreEnvironment(savedEnv);
  });
  return {
    get url() {
      return bench().url;
    },
    get designer() {
      return bench().designer;
    },
    get sandbox() {
      return bench().sandbox;
    },
  };
}
