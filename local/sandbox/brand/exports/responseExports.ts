import { Refusal } from '../../refusal.js';
import type { Random } from '../random.js';
import type { ResponseBehaviour } from '../responseBehaviour.js';
import { valueIn } from '../responses/response.js';
import type { RowQuery } from '../responses/responseStore.js';
import type { Survey } from '../surveys/survey.js';
import { type Archive, exportArchive } from './archive.js';
import type { ContinuationTokens } from './continuationTokens.js';
import { type Row, writerOf } from './exportFile.js';
import type { ExportOptions } from './exportOptions.js';

/** An export job. A test may put another `archive` in place of the zip made of the survey's responses. */
export interface ExportJob {
  readonly progressId: string;
  readonly fileId: string;
  readonly survey: Survey;
  readonly options: ExportOptions;
  readonly query: RowQuery;
  /** With it an export goes on behind this one. */
  readonly continuationToken: string | undefined;
  checks: number;
  /** `inProgress`, then how it ended, in the sandbox's spelling. */
  status: string;
}

export interface ExportSurroundings {
  readonly random: Random;
  readonly now: () => number;
  /** Asked when it matters. */
  readonly behaviour: ResponseBehaviour;
  readonly tokens: ContinuationTokens;
}

const MAX_JOBS = 10_000;

/** The export jobs of a brand: started, checked, then downloaded. */
export class ResponseExports {
  readonly #around: ExportSurroundings;
  readonly jobs: ExportJob[] = [];
  /** Makes the file of a job; the usual one by default. */
  archiveOf: (job: ExportJob) => Archive = (job) => this.#archive(job);
  /** How a job ends. */
  ending: 'complete' | 'failed' | 'never' = 'complete';
  /** Reason given for a failure, if any. */
  failure: string | undefined;

  constructor(around: ExportSurroundings) {
    this.#around = around;
  }

  /** Throws Refusal for a filter or a token that there is not. */
  start(survey: Survey, options: ExportOptions): ExportJob {
    const { random, now, behaviour, tokens } = this.#around;
    const { filterId, continuationToken, allowContinuation, sortByLastModifiedDate } = options;
    if (filterId !== undefined && !survey.filters.some((filter) => filter.filterId === filterId)) {
      throw new Refusal(400, undefined, 'The filter does not exist.');
    }
    const asOf = now() - behaviour.exportLagMs;
    const isContinued = allowContinuation === true || continuationToken !== undefined;
    const since = continuationToken === undefined ? undefined : tokens.timeOf(continuationToken, survey.id);
    const [startDate, endDate] = [options.startDate, options.endDate].map((date) => this.#counted(date));
    const query: RowQuery = {
      sortBy: sortByLastModifiedDate ? 'lastModified' : 'recordedDate',
      from: latest(startDate, since),
      // What comes in this very millisecond is left to the export that goes on from here.
      until: isContinued ? Math.min(endDate ?? asOf, asOf) : endDate,
      asOf,
      inProgress: options.exportResponsesInProgress,
    };
    const job: ExportJob = {
      progressId: random.id('ES_'),
      fileId: `${random.uuid()}-def`,
      survey,
      options,
      query,
      continuationToken: isContinued ? tokens.issue(survey.id, query.until ?? asOf) : undefined,
      checks: 0,
      status: 'inProgress',
    };
    this.jobs.push(job);
    if (this.jobs.length > MAX_JOBS) this.jobs.splice(0, MAX_JOBS / 2);
    return job;
  }

  check(surveyId: string, progressId: string): ExportJob {
    const { exportChecks, exportStatus, exportVanishes } = this.#around.behaviour;
    const job = this.jobs.find((one) => one.progressId === progressId && one.survey.id === surveyId);
    if (!job || exportVanishes === 'status') throw new Refusal(404, undefined, 'The export does not exist.');
    job.checks += 1;
    if (this.ending !== 'never' && job.checks > exportChecks) job.status = exportStatus ?? this.ending;
    return job;
  }

  file(surveyId: string, fileId: string): ExportJob {
    const job = this.jobs.find((one) => one.fileId === fileId && one.survey.id === surveyId);
    if (!job || !isComplete(job) || this.#around.behaviour.exportVanishes === 'file') {
      throw new Refusal(404, undefined, 'The file does not exist.');
    }
    return job;
  }

  /** A date as far as it counts. */
  #counted(date: number | undefined): number | undefined {
    const precision = this.#around.behaviour.exportDatesInSeconds ? 1000 : 1;
    return date === undefined ? undefined : Math.floor(date / precision) * precision;
  }

  #archive(job: ExportJob): Archive {
    const { rowsPerExportFile, lastModifiedBeside } = this.#around.behaviour;
    const { survey, options } = job;
    return exportArchive({
      title: survey.name,
      format: options.format,
      writer: writerOf({ survey, options, lastModifiedBeside }),
      rows: () => this.#rows(job),
      rowsPerFile: rowsPerExportFile,
      isCompressed: options.compress !== false,
    });
  }

  *#rows({ survey, options, query }: ExportJob): Generator<Row, undefined> {
    const { filterId, limit = Number.POSITIVE_INFINITY } = options;
    const { hostileRows } = this.#around.behaviour;
    const filter = survey.filters.find((one) => one.filterId === filterId);
    let count = 0;
    for (const response of survey.responses.rows(query)) {
      if (filter && !(Number(valueIn(response, filter.key)) >= filter.least)) continue;
      if (count >= limit) break;
      yield { response, hostile: hostileRows[count] };
      count += 1;
    }
  }
}

/** Whether a file is there, in any of the spellings that the sandbox may use. */
export function isComplete({ status }: ExportJob): boolean {
  return /^complete/i.test(status);
}

function latest(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Math.max(one, other);
}
