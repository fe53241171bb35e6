import { PassThrough } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { stepsOf } from '../../session/manifest.js';
import type { Designer } from '../designer.js';
import type { RunEvent, RunRequest } from '../protocol.js';
import type { Runs } from '../run/runs.js';

/** Running a step: its events as they happen, a line of JSON each; stopping it. */
export function addRunRoutes(server: FastifyInstance, designer: Designer, runs: Runs): void {
  const { credentials, target, manifest } = designer;

  server.post<{ Body: RunRequest }>('/api/run', async (request, reply) => {
    const step = stepsOf(manifest)[request.body.key];
    if (!step) return reply.code(404).send({ message: `There is no step "${request.body.key}".` });
    if (target.kind === 'brand' && step.type !== 'polling' && !request.body.isAgreed) {
      return reply.code(409).send({ message: `"${step.title}" may write to ${target.label}: that must be agreed to.` });
    }
    const lines = new PassThrough();
    const onEvent = (event: RunEvent): void => {
      if (lines.writable) lines.write(`${credentials.redact(JSON.stringify(event))}\n`);
      if (event.kind === 'ended') lines.end();
    };
    const runId = runs.start(request.body, onEvent);
    reply.raw.once('close', () => runs.abandon(runId));
    return reply.type('application/x-ndjson').send(lines);
  });

  server.post<{ Params: { runId: string } }>('/api/runs/:runId/stop', async (request) => ({
    isRunning: runs.stop(request.params.runId),
  }));
}
