import { type Signal, useSignal } from '@preact/signals';
import type { ComponentChildren, RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useScrollable } from './useScrollable.js';

/** Rows beyond the visible ones that are drawn, too, so that scrolling shows no gaps. */
const SPARE = 8;

export interface VirtualTableProps {
  readonly label: string;
  readonly class: string;
  /** The widths of the columns, as CSS has them. */
  readonly widths: readonly string[];
  readonly head: ComponentChildren;
  readonly count: number;
  /** In px, the same for all. */
  readonly rowHeight: number;
  /** Stays at the end while new rows come, as long as nobody has scrolled away from it. */
  readonly isFollowing?: boolean;
  /** The row that must be in view. */
  readonly activeRow?: number | undefined;
  readonly row: (index: number) => ComponentChildren;
}

/** A table of any length, of which only the rows in view are in the document. */
export function VirtualTable(props: VirtualTableProps) {
  const { label, widths, head, count, rowHeight, isFollowing = false, activeRow, row } = props;
  const box = useScrollable<HTMLDivElement>();
  const top = useSignal(0);
  const height = useWatchedHeight(box);
  const isAtEnd = useRef(true);
  useEffect(() => {
    if (isFollowing && isAtEnd.current && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [count, isFollowing]);
  useEffect(() => {
    if (activeRow !== undefined && box.current) bringIntoView(box.current, activeRow, rowHeight);
  }, [activeRow]);
  const onScroll = ({ currentTarget }: { readonly currentTarget: HTMLDivElement }): void => {
    top.value = currentTarget.scrollTop;
    isAtEnd.current = currentTarget.scrollTop + currentTarget.clientHeight >= currentTarget.scrollHeight - rowHeight;
  };
  const first = Math.min(count, Math.max(0, Math.floor(top.value / rowHeight) - SPARE));
  const last = Math.min(count, Math.ceil((top.value + height.value) / rowHeight) + SPARE);
  const indexes = Array.from({ length: Math.max(0, last - first) }, (_, offset) => first + offset);
  return (
    <div class={`virtual ${props.class}`} ref={box} onScroll={onScroll}>
      <table aria-label={label} aria-rowcount={count + 1}>
        <colgroup>
          {widths.map((width, index) => (
            <col key={`${index}-${width}`} style={{ width }} />
          ))}
        </colgroup>
        <thead>{head}</thead>
        <tbody>
          <Space height={first * rowHeight} columns={widths.length} />
          {indexes.map(row)}
          <Space height={Math.max(0, count - last) * rowHeight} columns={widths.length} />
        </tbody>
      </table>
    </div>
  );
}

/** Stands for the rows that are not in view. */
function Space({ height, columns }: { readonly height: number; readonly columns: number }) {
  if (height === 0) return null;
  return (
    <tr class="space">
      <td colSpan={columns} style={{ height: `${height}px` }} />
    </tr>
  );
}

/** The height of a box, as it is now. */
function useWatchedHeight(box: RefObject<HTMLDivElement | null>): Signal<number> {
  const height = useSignal(0);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const watching = new ResizeObserver(() => {
      height.value = element.clientHeight;
    });
    watching.observe(element);
    return () => watching.disconnect();
  }, []);
  return height;
}

/** The head covers the first row's height at the top of the box. */
function bringIntoView(box: HTMLElement, row: number, rowHeight: number): void {
  const head = box.querySelector('thead')?.clientHeight ?? 0;
  const top = row * rowHeight;
  if (top < box.scrollTop) box.scrollTop = top;
  else if (top + rowHeight + head > box.scrollTop + box.clientHeight) {
    box.scrollTop = top + rowHeight + head - box.clientHeight;
  }
}
