import { useSignal } from '@preact/signals';
import type { Values } from '../../protocol.js';
import { configuration, configurationFields } from '../state/configuration.js';
import { mappedMessage } from '../state/mapping.js';
import { chosenState, chosenStep } from '../state/steps.js';
import { Button } from '../widgets/Button.js';

const SHOWN_MS = 2000;

/** Copies what would be run as a command for the terminal. */
export function CopyCommand() {
  const word = useSignal('Copy as command');
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(await stepCommand());
      word.value = 'Copied';
    } catch (error) {
      word.value = (error as Error).message;
    }
    setTimeout(() => (word.value = 'Copy as command'), SHOWN_MS);
  };
  return (
    <Button look="quiet" icon="copy" onClick={() => void copy()}>
      {word.value}
    </Button>
  );
}

/** The chosen step as `npm run step` runs it; the credential is the command's own. */
async function stepCommand(): Promise<string> {
  const message = await mappedMessage();
  const secrets = configurationFields.value.filter(({ viewClass }) => viewClass === 'PasswordFieldView');
  const cfg = Object.entries(configuration.value).filter(([name]) => !secrets.some((secret) => secret.name === name));
  const snapshot = chosenState.value?.snapshot.value;
  return [
    `npm run step -- ${chosenStep.value?.key}`,
    option('cfg', Object.fromEntries(cfg)),
    option('body', message),
    option('snapshot', (snapshot ?? {}) as Values),
  ]
    .filter((part) => part !== '')
    .join(' ');
}

/** `--cfg '{"a":"b"}'`, as a shell takes it; nothing for an empty object. */
function option(name: string, value: Values): string {
  if (Object.keys(value).length === 0) return '';
  return `--${name} '${JSON.stringify(value).replaceAll("'", "'\\''")}'`;
}
