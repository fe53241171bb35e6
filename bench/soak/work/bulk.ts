import { Readable } from 'node:stream';
import groupBy from 'lodash/groupBy.js';
import { SoakStep } from '../soakStep.js';
import type { WorkStarter } from '../work.js';

const RECIPIENTS = 230;
const ROWS = 300;
/** Every so manieth row of an import is none. */
const WRONG_ROW = 100;

/** All links of a list, in pages: each recipient once, out of one distribution. */
export const links: WorkStarter = async (ground) => {
  const { books, directory, tenant } = ground;
  const { directoryId } = directory.options;
  const { mailingListId } = tenant.addMailingList({ directoryId, name: 'Recipients' });
  for (let made = 0; made < RECIPIENTS; made += 1) {
    const membership = { lookupId: tenant.random.id('CGC_'), unsubscribed: false, unsubscribeDate: null };
    const mailingLists = new Map([[mailingListId, { ...membership, privateEmbeddedData: {} }]]);
    directory.create({ extRef: `recipient-${made}`, mailingLists });
  }
  const step = await SoakStep.start(ground, 'generateDistributionLink', { cfg: { emitBehavior: 'emitPage' } });
  let made = 0;
  return {
    step,
    pauseMs: 1000,
    async round() {
      made += 1;
      const description = `Soak ${made}`;
      const surveyId = tenant.surveys[0]?.id;
      const { messages, error, kills } = await step.one({
        surveyId,
        linkType: 'Individual',
        description,
        mailingListId,
      });
      const given = messages.flatMap(({ body }) => body.results as { contactId: string }[]);
      const times = Object.values(groupBy(given, 'contactId')).map((all) => all.length);
      const most = Math.max(0, ...times);
      if (error === undefined && times.length !== RECIPIENTS)
        books.note('lost', `${times.length} of ${RECIPIENTS} links`);
      if (most > 1 + kills) books.note('doubled', `a link of ${description} came ${most} times`);
      const { distributions } = tenant;
      const same = distributions.filter((distribution) => distribution.description === description).length;
      if (same > 1 + kills) books.note('doubled', `${same} distributions ${description}`);
      books.excused += Math.max(0, Math.min(same, 1 + kills) - 1);
      distributions.length = 0;
    },
  };
};

/** Rows from messages and from files: each right one a contact in the list, each one in the report. */
export const imports: WorkStarter = async (ground) => {
  const { books, still, tenant, platform, random } = ground;
  // Of its own: these contacts must not become more for those who read the others.
  const directory = tenant.addDirectory({ name: 'Imported' });
  const { directoryId } = directory.options;
  const { mailingListId } = tenant.addMailingList({ directoryId, name: 'Imported' });
  const step = await SoakStep.start(ground, 'importContacts', { cfg: { directoryId, mailingListId } });
  let made = 0;
  const stillBefore = still.contacts.size;
  return {
    step,
    pauseMs: 1000,
    async round() {
      made += 1;
      const contacts = Array.from({ length: ROWS }, (_, row) => {
        const isWrong = row % WRONG_ROW === WRONG_ROW - 1;
        return { email: isWrong ? 'no address' : `${made}-${row}@example.com`, firstName: `Row ${row}` };
      });
      const isFile = random.next() < 0.5;
      const csv = contacts.map(({ email, firstName }) => `${email},${firstName}\n`);
      const file = isFile && (await platform.storage.add(Readable.from(['email,firstName\n', ...csv]), 'text/csv'));
      const extras = file ? { attachments: { 'contacts.csv': file } } : {};
      const { messages, error } = await step.one(file ? {} : { contacts }, extras);
      if (file) await ground.takeFile(file.url);
      const reports = await Promise.all(messages.map(({ body }) => ground.takeFile(String(body.attachmentUrl))));
      const found = groupBy(directory.membersOf(mailingListId), 'email');
      for (const { email } of contacts) {
        const there = found[email]?.length ?? 0;
        if (email !== 'no address' && error === undefined && there === 0) books.note('lost', `the import of ${email}`);
        if (there > 1) books.note('doubled', `${email} was imported ${there} times`);
      }
      for (const report of reports) {
        const lines = report?.split('\n').filter(Boolean).length;
        if (lines !== ROWS) books.note('lost', `a report has ${lines} of ${ROWS} lines`);
      }
      for (const [id] of directory.contacts) directory.delete(id);
      tenant.imports.jobs.clear();
    },
    audit() {
      if (still.contacts.size !== stillBefore) books.note('lost', 'contacts of another directory changed in number');
    },
  };
};

/** Files of a survey that stays as it is, with all that may be chosen: whole, and each stored once. */
export const responseFiles: WorkStarter = async (ground) => {
  const { books, tenant, random } = ground;
  const survey = tenant.surveys[1];
  const rows = [...(survey?.responses.rows({ sortBy: 'recordedDate', asOf: tenant.now() }) ?? [])].length;
  const step = await SoakStep.start(ground, 'getSurveyResponses', { cfg: { allowFilterToBeOmitted: true } });
  return {
    step,
    pauseMs: 800,
    async round() {
      const fileFormat = random.pick(['csv', 'json', 'ndjson', 'tsv', 'xml', 'spss'] as const);
      const isJson = fileFormat === 'json' || fileFormat === 'ndjson';
      const limit = random.pick([undefined, 7]);
      const startDate = random.pick([undefined, '2020-01-01T00:00:00Z']);
      const labels = isJson ? {} : { useLabels: random.pick([undefined, true]), timeZone: 'Europe/Berlin' };
      const { messages } = await step.one({ fileFormat, surveyId: survey?.id, limit, startDate, ...labels });
      for (const { body } of messages) {
        const text = await ground.takeFile(String(body.attachmentUrl));
        const expected = Math.min(rows, limit ?? rows);
        const found = text === undefined ? undefined : rowsIn(fileFormat, text);
        if (text === undefined || (found !== undefined && found !== expected)) {
          books.note('lost', `a ${fileFormat} file has ${found} of ${expected} rows`);
        }
      }
    },
  };
};

/** Undefined where rows are not easily counted. */
function rowsIn(format: string, text: string): number | undefined {
  if (format === 'json') return (JSON.parse(text) as { responses: unknown[] }).responses.length;
  if (format === 'ndjson') return text.split('\n').filter(Boolean).length;
  if (format === 'xml') return text.split('</Response>').length - 1;
  return undefined;
}
