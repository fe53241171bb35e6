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
      <p class="header-target">
        {target.kind === 'brand' && <span class="badge">Real brand</span>}
        Steps run against <strong>{target.label}</strong>, over {target.broker}
      </p>
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
