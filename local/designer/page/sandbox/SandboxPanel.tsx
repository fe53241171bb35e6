import type { SandboxState, SandboxSwitch } from '../../protocol.js';
import { changeSandbox, refreshSandbox, sandbox, sandboxError, toggleSandbox } from '../state/sandbox.js';
import { IconButton } from '../widgets/Button.js';
import { ErrorBox } from '../widgets/ErrorBox.js';
import { Deeds } from './Deeds.js';
import { Setting } from './Setting.js';

/** The sandbox: what it holds, what can be done in it, what goes wrong in it. */
export function SandboxPanel() {
  return (
    <aside class="sandbox" id="sandbox" aria-labelledby="sandbox-title">
      <div class="region-head">
        <h2 id="sandbox-title">Sandbox</h2>
        <span class="region-tools">
          <IconButton icon="reload" name="Look again" onClick={() => void refreshSandbox()} />
          <IconButton icon="close" name="Close the panel" onClick={toggleSandbox} />
        </span>
      </div>
      {sandboxError.value && <ErrorBox title="The sandbox:" message={sandboxError.value} />}
      {sandbox.value ? <Parts state={sandbox.value} /> : <p class="quiet">Loading…</p>}
    </aside>
  );
}

function Parts({ state }: { readonly state: SandboxState }) {
  const { holdings, deeds, switches, settings, requests } = state;
  return (
    <>
      {deeds.map((group) => (
        <Deeds key={group.label} {...group} />
      ))}
      <h3>What goes wrong</h3>
      <div class="switches">
        {switches.map((one) => (
          <Switch key={one.id} {...one} />
        ))}
      </div>
      <h3>What it holds</h3>
      <dl class="holdings">
        {[...holdings, { title: 'Requests so far', count: requests }].map(({ title, count }) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd>{count.toLocaleString('en')}</dd>
          </div>
        ))}
      </dl>
      <h3>How it behaves</h3>
      <div class="switches">
        {settings.map((one) => (
          <Setting key={one.id} setting={one} />
        ))}
      </div>
    </>
  );
}

function Switch({ id, title, help, isOn }: SandboxSwitch) {
  return (
    <div class="switch">
      <input
        type="checkbox"
        id={`switch-${id}`}
        checked={isOn}
        aria-describedby={`switch-${id}-help`}
        onChange={({ currentTarget }) => void changeSandbox(id, currentTarget.checked)}
      />
      <div>
        <label htmlFor={`switch-${id}`}>{title}</label>
        <p class="quiet" id={`switch-${id}-help`}>
          {help}
        </p>
      </div>
    </div>
  );
}
