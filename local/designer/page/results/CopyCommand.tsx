import { useSignal } from '@preact/signals';
import type { Values } from '../../protocol.js';
import { configuration, configurationFields } from '../state/configuration.js';
import { openCredential } from '../state/credential.js';
import { mappedMessage } from '../state/mapping.js';
import { pageData } from '../state/pageData.js';
import { chosenState, chosenStep } from '../state/steps.js';
import { Button } from '../widgets/Button.js';

const SHOWN_MS = 2000;
const USUAL_WORD = 'Copy as command';

/** Copies what would be run as a command for the terminal. */
export function CopyCommand() {
  const word = useSignal(USUAL_WORD);
  const reason = useSignal<string | undefined>(undefined);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(await stepCommand());
      word.value = 'Copied';
      reason.value = undefined;
    } catch (error) {
      word.value = 'Not copied';
      reason.value = (error as Error).message;
    }
    setTimeout(() => (word.value = USUAL_WORD), SHOWN_MS);
  };
  return (
    <span class="copy-command" role="status" title={reason.value}>
      <Button look="quiet" icon="copy" onClick={() => void copy()}>
        {word.value}
      </Button>
    </span>
  );
}

/**
 * The chosen step as `npm run step` runs it, without secrets: the credential of this component is the command's own, to
 * that of another they must be added. Files are taken from where the command is run.
 */
async function stepCommand(): Promise<string> {
  const message = await mappedMessage();
  const secrets = configurationFields.value.filter(({ viewClass }) => viewClass === 'PasswordFieldView');
  const cfg = Object.entries(configuration.value).filter(([name]) => !secrets.some((secret) => secret.name === name));
  const credential = pageData.componentFolder === undefined ? {} : openCredential();
  const snapshot = chosenState.value?.snapshot.value;
  return [
    `npm run step -- ${chosenStep.value?.key}`,
    ...(pageData.componentFolder === undefined ? [] : [`--component ${quoted(pageData.componentFolder)}`]),
    option('cfg', { ...credential, ...Object.fromEntries(cfg) }),
    option('body', message),
    option('snapshot', (snapshot ?? {}) as Values),
    ...(chosenState.value?.files.value ?? []).map(({ name }) => `--attachment ${quoted(name)}`),
  ]
    .filter((part) => part !== '')
    .join(' ');
}

/** `--cfg '{"a":"b"}'`, as a shell takes it; nothing for an empty object. */
function option(name: string, value: Values): string {
  if (Object.keys(value).length === 0) return '';
  return `--${name} ${quoted(JSON.stringify(value))}`;
}

/** As a shell takes it, whatever is in it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
