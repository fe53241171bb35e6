import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { startPlatform } from '../elasticio/platform.js';
import { demoTenant } from '../sandbox/brand/demoTenant.js';
import { startSandbox } from '../sandbox/server.js';
import { readManifest, stepsOf } from '../session/manifest.js';
import { runCommand } from './command.js';

/**
 * `npm run platform-build [-- --without-tests]`: what the platform does with this repository, step by step, with the
 * Node that runs this; then loads every step from the pruned tree and runs one. The Dockerfile has the same steps.
 */

const ROOT = resolve(__dirname, '../..');

/** What the platform removes after the build: sources of tests and documents. */
const REMOVED = /^(spec.*|\.circleci|\.ci|README\.md|CONTRIBUTING\.md|bench|docs|local|assets|scripts|src)$/;

function run(folder: string, command: string, ...args: string[]): void {
  console.log(`$ ${command} ${args.join(' ')}`);
  const PATH = [dirname(process.execPath), process.env.PATH].join(delimiter);
  const { status } = spawnSync(command, args, {
    cwd: folder,
    stdio: 'inherit',
    env: { ...process.env, PATH, AMQP_URI: '' },
  });
  if (status !== 0) throw new Error(`"${command} ${args.join(' ')}" ended with code ${status}.`);
}

function copyTree(folder: string): void {
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: ROOT });
  for (const file of files.toString().split('\0').filter(Boolean)) {
    if (!existsSync(join(ROOT, file))) continue;
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(ROOT, file), join(folder, file));
  }
}

function sizeOf(path: string): number {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.size;
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
}

function megabytes(path: string): string {
  return `${(sizeOf(path) / 1e6).toFixed(1)} MB`;
}

/** Packages that only development needs and that are still there. */
function developmentPackagesIn(folder: string): string[] {
  const { devDependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const lock = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
  return Object.keys(devDependencies).filter(
    (name) => lock.packages[`node_modules/${name}`]?.dev && existsSync(join(folder, 'node_modules', name)),
  );
}

async function runOneStep(componentPath: string): Promise<void> {
  process.env.LOG_LEVEL ??= 'fatal';
  const sandbox = await startSandbox({ tenant: demoTenant() });
  process.env.QUALTRICS_BASE_URL = sandbox.url;
  const platform = await startPlatform({ amqpUri: process.env.AMQP_URI || undefined });
  try {
    const { clientId, clientSecret } = sandbox.tenant;
    const cfg = { dataCenterId: 'sandbox', clientId, clientSecret };
    const step = await platform.startStep({ key: 'makeRawRequest', cfg, componentPath });
    await step.send({ url: 'whoami', method: 'GET' });
    await step.idle();
    const [output] = step.outputs;
    if (output?.kind !== 'data' || output.message.body.statusCode !== 200) throw new Error('The step did not work.');
  } finally {
    await platform.close();
    await sandbox.close();
  }
}

async function main(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'platform-build-'));
  try {
    console.log(`Node ${process.version}`);
    copyTree(folder);
    run(folder, 'npm', 'install', '--no-audit');
    if (!process.argv.includes('--without-tests')) run(folder, 'npm', 'test');
    run(folder, 'npm', 'prune', '--omit=dev');
    for (const name of readdirSync(folder)) {
      if (REMOVED.test(name)) rmSync(join(folder, name), { recursive: true });
    }
    const left = developmentPackagesIn(folder);
    if (left.length > 0) throw new Error(`Only development needs ${left.join(', ')}.`);
    for (const [key, { main: path }] of Object.entries(stepsOf(readManifest(folder)))) {
      if (typeof require(join(folder, path)).process !== 'function') throw new Error(`${key} has no process.`);
    }
    if (typeof require(join(folder, 'verifyCredentials')) !== 'function')
      throw new Error('verifyCredentials is missing.');
    await runOneStep(folder);
    const packages = readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.')).length;
    console.log(
      `The platform's build works with Node ${process.version}: ${megabytes(folder)} in all, node_modules ${megabytes(join(folder, 'node_modules'))} in ${packages} folders, lib ${megabytes(join(folder, 'lib'))}.`,
    );
    return 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

runCommand(main);
