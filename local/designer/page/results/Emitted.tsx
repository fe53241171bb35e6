import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { Run } from '../state/run.js';
import { keepSample } from '../state/samples.js';
import { chosenStep } from '../state/steps.js';
import { Button, IconButton } from '../widgets/Button.js';
import { EmittedErrors, SHOWN_ERRORS } from './EmittedErrors.js';
import { EmittedTable } from './EmittedTable.js';
import { Files } from './Files.js';
import { MessageView } from './MessageView.js';
import { Region } from './Region.js';
import { Rows } from './rows.js';
import { counted } from './words.js';

/** What the step emitted: errors, a table of all, the chosen one as JSON, files. */
export function Emitted({ run }: { readonly run: Run | undefined }) {
  const rows = useMemo(() => new Rows(), [run]);
  const active = useSignal(0);
  useEffect(() => {
    active.value = 0;
  }, [run]);
  run?.version.value;
  run?.status.value;
  if (!run) return <Nothing words="Run the step, and what it emits appears here." />;
  rows.update(run.emitted);
  const choose = (index: number): void => {
    active.value = index;
  };
  const shown = rows.rows[Math.min(active.value, rows.rows.length - 1)];
  return (
    <Region
      name="Emitted"
      class="emitted"
      facts={factsOf(run, rows)}
      tools={<EmittedTools run={run} shown={shown?.emitted} />}
    >
      <WebhookAddress run={run} />
      <EmittedErrors run={run} />
      {!isAllShown(run) && rows.rows.length > 0 && (
        <div class={rows.rows.length > 1 ? 'emitted-parts has-several' : 'emitted-parts'}>
          <EmittedTable rows={rows} active={active.value} onActive={choose} />
          {shown && <MessageView row={shown} />}
        </div>
      )}
      <Files run={run} />
      {rows.rows.length === 0 && <p class="quiet region-empty">{emptyWords(run)}</p>}
    </Region>
  );
}

/** Whether all there is are errors that are shown in full anyway. */
function isAllShown({ emitted }: Run): boolean {
  return emitted.length <= SHOWN_ERRORS && emitted.every(({ kind }) => kind === 'error');
}

function Nothing({ words }: { readonly words: string }) {
  return (
    <Region name="Emitted" class="emitted">
      <p class="quiet region-empty">{words}</p>
    </Region>
  );
}

/** Why it failed is said already. */
function emptyWords(run: Run): string {
  if (!run.isOver) return 'Nothing yet…';
  return run.status.value.kind === 'failed' ? '' : 'The step emitted nothing.';
}

/** Where a webhook trigger waits for requests, to be posted to from elsewhere on this machine. */
function WebhookAddress({ run }: { readonly run: Run }) {
  const status = run.status.value;
  if (status.kind !== 'listening') return null;
  return (
    <div class="webhook">
      <p>
        Waits at <code>{status.address}</code>
      </p>
      <IconButton
        icon="copy"
        name="Copy the address"
        onClick={() => void navigator.clipboard.writeText(status.address)}
      />
    </div>
  );
}

function factsOf({ emitted, errors }: Run, { rows }: Rows): string {
  const messages = emitted.filter(({ kind }) => kind === 'data').length;
  const rebounds = emitted.filter(({ kind }) => kind === 'rebound').length;
  const objects = rows.length - errors.length - rebounds;
  return [
    counted(messages, 'message'),
    ...(objects === messages ? [] : [counted(objects, 'object')]),
    ...(errors.length === 0 ? [] : [counted(errors.length, 'error')]),
    ...(rebounds === 0 ? [] : [counted(rebounds, 'rebound')]),
  ].join(' · ');
}

function EmittedTools({ run, shown }: { readonly run: Run; readonly shown: Run['emitted'][number] | undefined }) {
  if (run.bodies.length === 0) return null;
  return (
    <>
      {shown?.kind === 'data' && (
        <Button
          look="quiet"
          icon="flask"
          onClick={() => chosenStep.value && keepSample(chosenStep.value.key, shown.body)}
        >
          Use as sample
        </Button>
      )}
      <Button look="quiet" icon="download" onClick={() => download(run.bodies)}>
        All as JSON
      </Button>
    </>
  );
}

/** Gives what was emitted as a file. */
function download(bodies: readonly unknown[]): void {
  const address = URL.createObjectURL(new Blob([JSON.stringify(bodies, null, 2)], { type: 'application/json' }));
  const link = Object.assign(document.createElement('a'), { href: address, download: 'emitted.json' });
  link.click();
  URL.revokeObjectURL(address);
}
