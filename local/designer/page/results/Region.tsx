import type { ComponentChildren } from 'preact';

interface RegionProps {
  readonly name: string;
  /** Beside the name: how many, how much. */
  readonly facts?: ComponentChildren;
  readonly tools?: ComponentChildren;
  readonly class?: string;
  readonly children: ComponentChildren;
}

/** A part of the results, with its name as a heading. */
export function Region({ name, facts, tools, class: more = '', children }: RegionProps) {
  const id = `region-${name.toLowerCase()}`;
  return (
    <section class={`region ${more}`} aria-labelledby={id}>
      <div class="region-head">
        <h2 id={id}>{name}</h2>
        {facts && <span class="quiet">{facts}</span>}
        <span class="region-tools">{tools}</span>
      </div>
      {children}
    </section>
  );
}
