import { useSignal } from '@preact/signals';
import type { LogLevel } from '../../protocol.js';
import type { LogLine, Run } from '../state/run.js';
import { logLevel } from '../state/running.js';
import { VirtualTable } from '../widgets/VirtualTable.js';
import { Region } from './Region.js';
import { counted } from './words.js';

const ROW_HEIGHT = 22;
const CHARACTER_PX = 7.4;
const PADDING_PX = 24;
const WIDEST_PX = 8000;
const LEVELS: readonly LogLevel[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];

/** What the step logged, from a level on. */
export function Log({ run }: { readonly run: Run | undefined }) {
  const isSailorShown = useSignal(false);
  run?.version.value;
  const least = LEVELS.indexOf(logLevel.value);
  const lines = (run?.lines ?? []).filter(
    ({ level, by }) => LEVELS.indexOf(level) >= least && (isSailorShown.value || by !== 'sailor'),
  );
  const show = (isShown: boolean): void => {
    isSailorShown.value = isShown;
  };
  return (
    <Region
      name="Log"
      class="log"
      facts={run && counted(lines.length, 'line')}
      tools={<LogTools isSailorShown={isSailorShown.value} onSailor={show} />}
    >
      {run && lines.length > 0 ? (
        <LogTable run={run} lines={lines} />
      ) : (
        <p class="quiet region-empty">{run ? 'Nothing at this level.' : 'What the step logs appears here.'}</p>
      )}
    </Region>
  );
}

/** Room for the longest line: one that is longer than the box is scrolled to, not cut off. */
function widthOf(lines: readonly LogLine[]): number {
  const longest = lines.reduce((most, { text }) => Math.max(most, text.length), 0);
  return Math.min(WIDEST_PX, Math.ceil(longest * CHARACTER_PX) + PADDING_PX);
}

function LogTable({ run, lines }: { readonly run: Run; readonly lines: readonly LogLine[] }) {
  return (
    <VirtualTable
      label="Log"
      class="log-lines"
      widths={['80px', '72px', `${widthOf(lines)}px`, 'auto']}
      head={
        <tr>
          <th scope="col">Second</th>
          <th scope="col">Level</th>
          <th scope="col">What</th>
          <td />
        </tr>
      }
      count={lines.length}
      rowHeight={ROW_HEIGHT}
      isFollowing={!run.isOver}
      row={(index) => {
        const line = lines[index];
        return line && <Line key={index} index={index} line={line} startedAt={run.startedAt} />;
      }}
    />
  );
}

interface LineProps {
  readonly index: number;
  readonly line: LogLine;
  readonly startedAt: number;
}

function Line({ index, line, startedAt }: LineProps) {
  return (
    <tr class={`is-${line.level}`} aria-rowindex={index + 2}>
      <td>{((line.at - startedAt) / 1000).toFixed(3)}</td>
      <td>{line.level}</td>
      <td title={line.text}>{line.text}</td>
      <td />
    </tr>
  );
}

interface LogToolsProps {
  readonly isSailorShown: boolean;
  readonly onSailor: (isShown: boolean) => void;
}

function LogTools({ isSailorShown, onSailor }: LogToolsProps) {
  return (
    <>
      <label class="inline">
        <input
          type="checkbox"
          checked={isSailorShown}
          onChange={({ currentTarget }) => onSailor(currentTarget.checked)}
        />
        Sailor's own
      </label>
      <span class="inline">
        <label htmlFor="log-level">Log level</label>
        <select
          id="log-level"
          value={logLevel.value}
          onChange={({ currentTarget }) => {
            logLevel.value = currentTarget.value as LogLevel;
          }}
        >
          {LEVELS.map((level) => (
            <option key={level} value={level}>
              {level}
            </option>
          ))}
        </select>
      </span>
    </>
  );
}
