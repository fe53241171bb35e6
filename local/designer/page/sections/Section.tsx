import type { ComponentChildren } from 'preact';
import { continueFrom, type SectionState, type SectionStatus, toggleSection } from '../state/sections.js';
import { Button } from '../widgets/Button.js';
import { Icon } from '../widgets/Icon.js';

interface SectionProps {
  readonly section: SectionState;
  readonly title: string;
  /** What was chosen in it, for when it is done. */
  readonly choice?: string | undefined;
  /** What is still missing, said beside the button that leads on. */
  readonly missing?: string | undefined;
  readonly isBusy?: boolean;
  readonly children: ComponentChildren;
}

const STATUS_WORDS: Readonly<Record<SectionStatus, string>> = {
  done: 'done',
  current: 'current',
  open: 'open',
  unreachable: 'not reachable yet',
  error: 'has an error',
};

/** A section of the step: a head with number and choice, and below it what there is to fill in. */
export function Section({ section, title, choice, missing, isBusy = false, children }: SectionProps) {
  const { id, status, isExpanded, isComplete, isCurrent } = section;
  const go = (): void => {
    const next = continueFrom(id);
    if (next) requestAnimationFrame(() => document.getElementById(headId(next))?.focus());
  };
  return (
    <section class={`section is-${status}`} aria-labelledby={headId(id)}>
      <SectionHead section={section} title={title} choice={choice} />
      {isExpanded && (
        <div class="section-body" id={`section-${id}`}>
          {children}
          {isCurrent && (
            <div class="section-foot">
              <span class="quiet" role="status">
                {missing}
              </span>
              <Button look="solid" isDisabled={!isComplete || isBusy} onClick={go}>
                Continue
              </Button>
            </div>
          )}
        </div>
      )}
    </section>
  );
}

function headId(id: string): string {
  return `section-${id}-head`;
}

function SectionHead({ section, title, choice }: Pick<SectionProps, 'section' | 'title' | 'choice'>) {
  const { id, number, status, isExpanded } = section;
  return (
    <h2 class="section-head">
      <button
        type="button"
        id={headId(id)}
        disabled={status === 'unreachable'}
        aria-expanded={isExpanded}
        aria-controls={isExpanded ? `section-${id}` : undefined}
        onClick={() => toggleSection(id)}
      >
        <NumberSquare number={number} status={status} />
        <span class="section-title">{title}</span>
        {choice && <span class="section-choice">{choice}</span>}
        <Icon name="chevron" />
      </button>
    </h2>
  );
}

/** The number of a section; its state is told by colour, by sign and in words. */
function NumberSquare({ number, status }: { readonly number: number; readonly status: SectionStatus }) {
  return (
    <>
      <span class={`number is-${status}`} aria-hidden="true">
        {status === 'done' ? <Icon name="check" /> : status === 'error' ? '!' : number}
      </span>
      <span class="unseen">
        {number}, {STATUS_WORDS[status]}:
      </span>
    </>
  );
}

/** "Fill in A and B." for what is required and empty. */
export function missingWords(labels: readonly string[], verb: string): string | undefined {
  if (labels.length === 0) return undefined;
  const last = labels.at(-1) ?? '';
  const words = labels.length === 1 ? last : `${labels.slice(0, -1).join(', ')} and ${last}`;
  return `${verb} ${words}`;
}
