import type { Designer } from '../../local/designer/designer.js';
import { openDesigner } from '../../local/designer/openDesigner.js';
import { startDesigner } from '../../local/designer/server.js';
import { COMPONENT_PATH } from '../../local/elasticio/componentPath.js';
import { restoreEnvironment, savedEnvironment } from '../../local/elasticio/environment.js';

/** A designer that runs while the specs of a file do. */
export interface DesignerBench {
  readonly url: string;
  readonly designer: Designer;
}

/** On a sandbox of its own, even where there is a `.env` or a running sandbox; fast enough for tests. */
const OWN_SANDBOX: Readonly<Record<string, string>> = {
  DOTENV_CONFIG_PATH: 'there-is-no.env',
  AMQP_URI: '',
  QUALTRICS_BASE_URL: '',
  API_RETRY_DELAY: '50',
  API_REQUEST_TIMEOUT: '1000',
};

/** Starts a designer before the specs of a file and stops it afterwards. */
export function useDesigner(options: { componentPath?: string; env?: Record<string, string> } = {}): DesignerBench {
  let url = '';
  let opened: Awaited<ReturnType<typeof openDesigner>> | undefined;
  let close: () => Promise<void> = async () => undefined;
  let savedEnv: NodeJS.ProcessEnv;
  before(async () => {
    savedEnv = savedEnvironment();
    Object.assign(process.env, OWN_SANDBOX, options.env);
    opened = await openDesigner(options.componentPath ?? COMPONENT_PATH);
    const server = await startDesigner(opened.designer, 0);
    url = server.url;
    close = () => server.close();
  });
  after(async () => {
    await close();
    await opened?.close();
    restoreEnvironment(savedEnv);
  });
  return {
    get url() {
      return url;
    },
    get designer() {
      if (!opened) throw new Error('The designer has not started.');
      return opened.designer;
    },
  };
}
