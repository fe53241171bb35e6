import { useLayoutEffect, useRef } from 'preact/hooks';
import { VirtualTable } from '../widgets/VirtualTable.js';
import { type Column, cellOf, type Row, type Rows } from './rows.js';

const ROW_HEIGHT = 30;
const PAGE = 10;

interface EmittedTableProps {
  readonly rows: Rows;
  readonly active: number;
  readonly onActive: (index: number) => void;
}

/** Everything that was emitted, a row an object; arrows move from row to row. */
export function EmittedTable({ rows, active, onActive }: EmittedTableProps) {
  const { rows: all, columns } = rows;
  const isMoving = useRef(false);
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = nextRow(event.key, active, all.length);
    if (next === undefined) return;
    event.preventDefault();
    isMoving.current = true;
    onActive(next);
  };
  return (
    <VirtualTable
      label="What was emitted"
      class="emitted-table"
      widths={['56px', ...columns.map(({ widthPx }) => `${widthPx}px`), 'auto']}
      head={
        <tr>
          <th scope="col">#</th>
          {columns.map(({ name }) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
          <td />
        </tr>
      }
      count={all.length}
      rowHeight={ROW_HEIGHT}
      activeRow={active}
      row={(index) => {
        const row = all[index];
        return row && <TableRow key={index} {...{ index, row, columns, active, onActive, onKeyDown, isMoving }} />;
      }}
    />
  );
}

function nextRow(key: string, active: number, count: number): number | undefined {
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: active + 1,
    ArrowUp: active - 1,
    PageDown: active + PAGE,
    PageUp: active - PAGE,
    Home: 0,
    End: count - 1,
  };
  const next = steps[key];
  return next === undefined ? undefined : Math.min(count - 1, Math.max(0, next));
}

interface TableRowProps extends Omit<EmittedTableProps, 'rows'> {
  readonly index: number;
  readonly row: Row;
  readonly columns: readonly Column[];
  readonly onKeyDown: (event: KeyboardEvent) => void;
  /** Whether the focus is on its way to the active row, which may have to be scrolled to first. */
  readonly isMoving: { current: boolean };
}

/** The button in the first cell lies over the whole row. */
function TableRow({ index, row, columns, active, onActive, onKeyDown, isMoving }: TableRowProps) {
  const { emitted, message } = row;
  const isActive = index === active;
  const button = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    if (!isActive || !isMoving.current) return;
    isMoving.current = false;
    button.current?.focus({ preventScroll: true });
  }, [isActive]);
  return (
    <tr class={`is-${emitted.kind} ${isActive ? 'is-active' : ''}`} aria-rowindex={index + 2}>
      <td>
        <button
          ref={button}
          type="button"
          class="row-button"
          aria-current={isActive}
          tabIndex={isActive ? 0 : -1}
          onClick={() => onActive(index)}
          onKeyDown={onKeyDown}
        >
          {message}
        </button>
      </td>
      {emitted.kind === 'data' ? (
        <>
          {columns.map(({ name }) => (
            <td key={name} title={cellOf(row, name)}>
              {cellOf(row, name)}
            </td>
          ))}
          <td />
        </>
      ) : (
        <td colSpan={columns.length + 1}>
          {emitted.kind === 'error' ? `Error: ${emitted.message}` : `Rebound: ${emitted.reason}`}
        </td>
      )}
    </tr>
  );
}
