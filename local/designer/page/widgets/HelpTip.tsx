import { useRef } from 'preact/hooks';
import { RichText } from './RichText.js';

/** Space between the (i) and what it shows, and to the window's edges; in px. */
const GAP = 8;

/** Puts a tip below the (i), or above where there is no room, inside the window. */
function place(tip: HTMLElement, button: HTMLElement): void {
  const anchor = button.getBoundingClientRect();
  const { width, height } = tip.getBoundingClientRect();
  const left = Math.min(anchor.left, window.innerWidth - width - GAP);
  const isRoomBelow = anchor.bottom + GAP + height < window.innerHeight;
  tip.style.left = `${Math.max(GAP, left)}px`;
  tip.style.top = `${isRoomBelow ? anchor.bottom + GAP : Math.max(GAP, anchor.top - height - GAP)}px`;
}

/** The (i) of a field or function: shows its help while it is pointed at or has the focus. `id` is the text's. */
export function HelpTip({ id, html }: { readonly id: string; readonly html: string }) {
  const tip = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const show = (): void => {
    if (!tip.current || !button.current) return;
    tip.current.showPopover();
    place(tip.current, button.current);
  };
  const hide = (): void => tip.current?.hidePopover();
  return (
    <span class="help">
      <button
        ref={button}
        type="button"
        class="help-button"
        aria-label="Help"
        aria-describedby={id}
        onClick={show}
        onMouseEnter={show}
        onMouseLeave={hide}
        onFocus={show}
        onBlur={hide}
        onKeyDown={({ key }) => key === 'Escape' && hide()}
      >
        i
      </button>
      <div ref={tip} id={id} role="tooltip" popover="manual" class="tip">
        <RichText html={html} />
      </div>
    </span>
  );
}
