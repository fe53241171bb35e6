import type { SandboxSetting } from '../../protocol.js';
import { changeSandbox, sandboxError } from '../state/sandbox.js';

/** A way the sandbox behaves: a box to tick, a number, or JSON. */
export function Setting({ setting }: { readonly setting: SandboxSetting }) {
  const { id, title, help, value } = setting;
  return (
    <div class="switch">
      {typeof value === 'boolean' ? (
        <input
          type="checkbox"
          id={`setting-${id}`}
          checked={value}
          onChange={({ currentTarget }) => void changeSandbox(id, currentTarget.checked)}
        />
      ) : (
        <ValueInput setting={setting} />
      )}
      <div>
        <label htmlFor={`setting-${id}`}>{title}</label>
        {help && (
          <p class="quiet" id={`setting-${id}-help`}>
            {help}
          </p>
        )}
      </div>
    </div>
  );
}

function ValueInput({ setting: { id, help, value, isJson } }: { readonly setting: SandboxSetting }) {
  const change = (text: string): void => {
    try {
      void changeSandbox(id, JSON.parse(text));
    } catch {
      sandboxError.value = `${text} is ${isJson ? 'not JSON' : 'no number'}.`;
    }
  };
  return (
    <input
      type="text"
      inputMode={isJson ? 'text' : 'decimal'}
      id={`setting-${id}`}
      value={String(value)}
      aria-describedby={help ? `setting-${id}-help` : undefined}
      onChange={({ currentTarget }) => change(currentTarget.value)}
    />
  );
}
