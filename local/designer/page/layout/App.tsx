import { ResultsPanel } from '../results/ResultsPanel.js';
import { SandboxPanel } from '../sandbox/SandboxPanel.js';
import { isSandboxOpen } from '../state/sandbox.js';
import { AgreementDialog } from './AgreementDialog.js';
import { Header } from './Header.js';
import { StepPanel } from './StepPanel.js';

/** The whole page: what is filled in on the left, what comes of it on the right, the sandbox beside it. */
export function App() {
  return (
    <>
      <Header />
      <main class={isSandboxOpen.value ? 'columns has-sandbox' : 'columns'}>
        <StepPanel />
        <ResultsPanel />
        {isSandboxOpen.value && <SandboxPanel />}
      </main>
      <AgreementDialog />
    </>
  );
}
