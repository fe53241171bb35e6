import { createReadStream } from 'node:fs';
import { extname } from 'node:path';
import { COMPONENT_PATH } from '../elasticio/componentPath.js';
import type { Attachment, StepOutput } from '../elasticio/messageCodec.js';
import type { RunningStep } from '../elasticio/runningStep.js';
import { openSession, type Session } from '../session/session.js';
import { runCommand, untilStopped } from './command.js';
import { readStepRequest, type ServiceCall, type StepCall } from './stepRequest.js';

/**
 * `npm run step -- <key> [--cfg f.json] [--body f.json] [--snapshot f.json] [--attachment name=file …]`: one step under
 * the sailor, of this component or of that in `--component folder`. `<key>` is a trigger or action, `verifyCredentials`,
 * a select model, or `getMetaModel` with `--of <trigger or action>`. Instead of a file there may be JSON itself.
 * A webhook trigger subscribes and waits for notices until Ctrl+C; with `--body` it gets that one message instead.
 * Either way it unsubscribes at the end.
 */
async function main(): Promise<number> {
  const request = readStepRequest(process.argv.slice(2));
  const session = await openSession();
  try {
    // Secrets of a brand are nothing for a component that does not talk to it.
    const credential = request.componentPath === COMPONENT_PATH ? session.credential : {};
    const cfg = { ...credential, ...request.cfg };
    return request.kind === 'service'
      ? await ask({ ...request, cfg }, session)
      : await run({ ...request, cfg }, session);
  } finally {
    await session.close();
  }
}

async function ask({ method, ...options }: ServiceCall, { platform }: Session): Promise<number> {
  const result = await platform.service(method, options);
  print(result);
  const { status, data } = result as { status?: string; data?: { verified?: boolean } };
  return status === 'error' || data?.verified === false ? 1 : 0;
}

async function run(call: StepCall, session: Session): Promise<number> {
  const attachments = await attached(call, session);
  let failed = false;
  const { key, cfg, snapshot, componentPath, isWebhook } = call;
  const onOutput = (output: StepOutput): void => {
    failed ||= output.kind === 'error';
    show(output);
  };
  // Whoever stops it early wants to be unsubscribed, too.
  const stopped = isWebhook ? untilStopped() : undefined;
  const step = await session.platform.startStep({ key, cfg, snapshot, componentPath, onOutput, startup: isWebhook });
  if (stopped && call.body === undefined) {
    tellHowToNotify(step, session, cfg.surveyId);
    await stopped;
  } else {
    await step.send(call.body ?? {}, { attachments });
  }
  await step.idle();
  await (isWebhook ? step.shutdown() : step.stop());
  return failed ? 1 : 0;
}

/** Content types by the ends of names; any other file is bytes. */
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.csv': 'text/csv',
  '.json': 'application/json',
  '.ndjson': 'application/x-ndjson',
  '.txt': 'text/plain',
  '.xml': 'application/xml',
  '.zip': 'application/zip',
};

/** Puts the files into the platform's storage, as an earlier step would have. */
async function attached({ attachments }: StepCall, { platform }: Session): Promise<Record<string, Attachment>> {
  const added: Record<string, Attachment> = {};
  for (const { name, path } of attachments) {
    const contentType = CONTENT_TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream';
    added[name] = await platform.storage.add(createReadStream(path), contentType);
  }
  return added;
}

/** To standard error: what goes to standard output is JSON. */
function tellHowToNotify({ webhookUrl }: RunningStep, { isReal }: Session, surveyId: unknown): void {
  const how = isReal
    ? 'Your brand cannot reach this address; what you post there arrives.'
    : `Complete a response in the sandbox, and it posts a notice:
  curl -X POST -H 'Content-Type: application/json' ${process.env.QUALTRICS_BASE_URL}/sandbox/responses -d '${JSON.stringify({ surveyId })}'`;
  console.error(`Subscribed. The step waits for notices at ${webhookUrl} until Ctrl+C.\n${how}`);
}

function show(output: StepOutput): void {
  if (output.kind === 'data') print({ data: output.message.body, attachments: output.message.attachments });
  else if (output.kind === 'error') {
    print({ error: output.error.message });
    if (process.env.LOG_LEVEL === 'debug') console.error(output.error.stack);
  } else print({ [output.kind]: output.value });
}

function print(value: unknown): void {
  console.log(JSON.stringify(value, null, 2));
}

runCommand(main);
