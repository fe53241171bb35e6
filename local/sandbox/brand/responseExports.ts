import AdmZip from 'adm-zip';
import { Refusal } from '../refusal.js';
import type { Random } from './random.js';
import type { Survey } from './records.js';
import { type ExportFormat, fileOf } from './responseFiles.js';

/** An export job. A test may put another `archive` in place of the zip made of the survey's responses. */
export interface ExportJob {
  readonly progressId: string;
  readonly fileId: string;
  readonly survey: Survey;
  readonly format: ExportFormat;
  readonly filterId: string | undefined;
  checks: number;
  status: 'inProgress' | 'complete' | 'failed';
}

/** What is sent as an export's file. */
export type Archive = Buffer | { readonly stream: () => NodeJS.ReadableStream; readonly length?: number };

/** The export jobs of a brand: started, checked, then downloaded. */
export class ResponseExports {
  readonly #random: Random;
  readonly #checksBeforeEnd: () => number;
  readonly jobs: ExportJob[] = [];
  /** Makes the file of a job; the usual zip by default. */
  archiveOf: (job: ExportJob) => Archive = zipOf;
  /** How a job ends. */
  ending: 'complete' | 'failed' | 'never' = 'complete';
  /** Reason given for a failure, if any. */
  failure: string | undefined;

  /** `checksBeforeEnd`: how often a running export says that it is not complete yet. */
  constructor(random: Random, checksBeforeEnd: () => number) {
    this.#random = random;
    this.#checksBeforeEnd = checksBeforeEnd;
  }

  start(survey: Survey, format: ExportFormat, filterId: string | undefined): ExportJob {
    if (filterId !== undefined && !survey.filters.some((filter) => filter.filterId === filterId)) {
      throw new Refusal(400, 'ECE_3', 'The filter does not exist.');
    }
    const progressId = this.#random.id('ES_');
    const fileId = `${this.#random.id('')}-def`;
    const job: ExportJob = { progressId, fileId, survey, format, filterId, checks: 0, status: 'inProgress' };
    this.jobs.push(job);
    return job;
  }

  check(surveyId: string, progressId: string): ExportJob {
    const job = this.jobs.find((one) => one.progressId === progressId && one.survey.id === surveyId);
    if (!job) throw new Refusal(404, 'ECE_1', 'The export does not exist.');
    job.checks += 1;
    if (this.ending !== 'never' && job.checks > this.#checksBeforeEnd()) job.status = this.ending;
    return job;
  }

  file(surveyId: string, fileId: string): ExportJob {
    const job = this.jobs.find((one) => one.fileId === fileId && one.survey.id === surveyId);
    if (job?.status !== 'complete') throw new Refusal(404, 'ECE_2', 'The file does not exist.');
    return job;
  }
}

/** One entry, named after the survey. */
function zipOf(job: ExportJob): Buffer {
  const { survey, filterId, format } = job;
  const least = survey.filters.find((filter) => filter.filterId === filterId)?.least ?? 0;
  const responses = survey.responses.filter((response) => response.score >= least);
  const zip = new AdmZip();
  zip.addFile(`${survey.name}.${format === 'spss' ? 'sav' : format}`, fileOf(responses, format));
  return zip.toBuffer();
}
