import { pageData } from '../state/pageData.js';
import { isSandboxOpen, toggleSandbox } from '../state/sandbox.js';

/** Which component this is, and where its steps run. */
export function Header() {
  const { component, target } = pageData;
  return (
    <header class="header">
      <img class="logo" src="/logo.png" alt="" width="28" height="28" />
      <div class="header-name">
        <strong>{component.title}</strong>
        <span class="quiet">{component.version}</span>
      </div>
      <span class="header-place">Flow designer</span>
      <div class="header-target">
        <span class={`badge is-${target.kind}`}>{target.kind === 'brand' ? 'Real brand' : titleOf(target.kind)}</span>
        <span class="quiet">
          {target.label}, over {target.broker}
        </span>
      </div>
      {target.kind === 'sandbox' && (
        <button
          type="button"
          class="button is-outlined"
          aria-expanded={isSandboxOpen.value}
          aria-controls="sandbox"
          onClick={toggleSandbox}
        >
          Sandbox
        </button>
      )}
    </header>
  );
}

function titleOf(kind: 'sandbox' | 'component'): string {
  return kind === 'sandbox' ? 'Sandbox' : 'Component';
}
