import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Manifest, ManifestStep } from '../local/session/manifestShape.js';
import { type DialectSchema, flaws } from './support/metadata.js';
import { useSandbox } from './support/sandbox.js';

const root = resolve(__dirname, '..');
const read = (path: string) => JSON.parse(readFileSync(resolve(root, path), 'utf8'));
const manifest: Manifest & { readonly envVars: object; readonly buildType: string } = read('component.json');
const packageJson = read('package.json');
const credentialFields = manifest.credentials?.fields ?? {};
const steps: Record<string, ManifestStep> = { ...manifest.triggers, ...manifest.actions };

/** The names that flows and tests depend on. */
const CONTRACT: Record<string, Record<string, string[] | string | undefined>> = {
  getNewAndUpdatedObjectsPolling: {
    objectType: ['contacts'],
    directoryId: 'getDirectories',
    pageSize: undefined,
    singlePagePerInterval: ['yes', 'no'],
    pollConfig: ['created', 'lastModified'],
    emitBehavior: ['emitIndividually', 'emitPage'],
    startTime: undefined,
    endTime: undefined,
  },
  getNewSurveyResponsesPolling: {
    surveyId: 'getSurveys',
    pollConfig: ['recorded', 'lastModified'],
    emitBehavior: ['emitIndividually', 'emitPage'],
    pageSize: undefined,
    startTime: undefined,
    endTime: undefined,
  },
  newSurveyResponseWebhook: { surveyId: 'getSurveys', event: ['completedResponse', 'partialResponse'] },
  upsertObject: {
    objectType: ['contacts', 'mailingLists'],
    lookupCriteria: 'getLookupCriteria',
    directoryMatchCriteria: ['directoryId', 'directoryName'],
    retrieveAfterCreation: undefined,
    ifFound: ['update', 'throwError', 'emitExisting', 'emitEmpty'],
    ifNotFound: ['create', 'throwError', 'emitEmpty'],
    emptyValues: ['ignore', 'clear'],
    embeddedDataDirectory: 'getDirectories',
  },
  lookupObjects: {
    objectType: ['contacts', 'mailingLists'],
    directoryMatchCriteria: ['directoryId', 'directoryName'],
    emitBehavior: ['emitAll', 'emitPage', 'emitIndividually'],
    pageSize: undefined,
    termNumber: ['0', '1', '2', '3', '4', '5'],
  },
  deleteObject: {
    objectType: ['contacts', 'mailingLists'],
    lookupCriteria: 'getLookupCriteria',
    directoryMatchCriteria: ['directoryId', 'directoryName'],
    ifNotFound: ['emitEmpty', 'throwError', 'emitNothing'],
  },
  lookupObject: {
    objectType: ['contacts', 'mailingLists'],
    lookupCriteria: 'getLookupCriteria',
    directoryMatchCriteria: ['directoryId', 'directoryName'],
    allowCriteriaToBeOmitted: undefined,
    allowZeroResults: undefined,
  },
  makeRawRequest: { doNotThrow404: undefined },
  importContacts: { directoryId: 'getDirectories', mailingListId: 'getMailingLists' },
  generateDistributionLink: { emitBehavior: ['emitId', 'emitIndividually', 'emitPage'] },
  getSurveyResponses: { allowFilterToBeOmitted: undefined },
};

/** Where Node looks for what a package at `path` needs, from the inside out. */
function placesOf(name: string, path: string): string[] {
  const place = path === '' ? `node_modules/${name}` : `${path}/node_modules/${name}`;
  if (path === '') return [place];
  return [place, ...placesOf(name, path.slice(0, path.lastIndexOf('node_modules/')).replace(/\/$/, ''))];
}

describe('component.json', () => {
  const bench = useSandbox();

  it('declares the steps, fields and values of the contract, and no others', () => {
    const declared = Object.fromEntries(
      Object.entries(steps).map(([key, { fields = {} }]) => [
        key,
        Object.fromEntries(
          Object.entries(fields).map(([name, { model }]) => [
            name,
            typeof model === 'object' ? Object.keys(model) : model,
          ]),
        ),
      ]),
    );
    assert.deepEqual(declared, CONTRACT);
    const types = Object.entries(manifest.triggers ?? {}).map(([key, { type }]) => [key, type]);
    assert.deepEqual(types, [
      ['getNewAndUpdatedObjectsPolling', 'polling'],
      ['getNewSurveyResponsesPolling', 'polling'],
      ['newSurveyResponseWebhook', 'webhook'],
    ]);
    assert.deepEqual(Object.keys(credentialFields), ['dataCenterId', 'clientId', 'clientSecret', 'tokens']);
    assert.deepEqual(Object.keys(manifest.envVars), ['API_RETRIES_COUNT', 'API_RETRY_DELAY', 'API_REQUEST_TIMEOUT']);
    assert.equal(manifest.buildType, 'docker');
  });

  it('has one version in component.json, package.json, its lock file and the changelog', () => {
    const [, changelog] = /^## (\S+)/m.exec(readFileSync(resolve(root, 'CHANGELOG.md'), 'utf8')) ?? [];
    const versions = [manifest.version, packageJson.version, read('package-lock.json').version, changelog];
    assert.deepEqual(new Set(versions), new Set([manifest.version]));
  });

  it('pins every dependency to an exact version', () => {
    const versions = Object.entries({ ...packageJson.dependencies, ...packageJson.devDependencies });
    assert.deepEqual(
      versions.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(String(version))),
      [],
    );
    assert.equal(packageJson.engines.node, '24.x');
  });

  it('has a lock file with every package, also those for other machines', () => {
    const { packages } = read('package-lock.json') as {
      packages: Record<string, { dependencies?: object; optionalDependencies?: object }>;
    };
    for (const [path, { dependencies, optionalDependencies }] of Object.entries(packages)) {
      for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
        assert.ok(
          placesOf(name, path).some((place) => packages[place]),
          `${name}, which ${path || 'this package'} needs`,
        );
      }
    }
  });

  it('lists the licence of every package that runs in production', () => {
    const listed = readFileSync(resolve(root, 'LICENCES.md'), 'utf8');
    const { packages } = read('package-lock.json') as { packages: Record<string, { dev?: boolean; version: string }> };
    for (const [path, { dev, version }] of Object.entries(packages)) {
      const row = `| ${path.split('node_modules/').at(-1)} | ${version} | `;
      if (path !== '' && !dev) assert.ok(listed.includes(row), `${path}: run "node scripts/list-licences.mjs"`);
    }
    assert.doesNotMatch(listed, /GPL|UNLICENSED/);
    assert.doesNotMatch(listed, /^\| (?!elasticio-).*not stated/m);
  });

  it('has a logo of 128 by 128 pixels with transparency', () => {
    const png = readFileSync(resolve(root, 'logo.png'));
    const RGBA = 6;
    assert.equal(png.subarray(1, 4).toString(), 'PNG');
    assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20), png[25]], [128, 128, RGBA]);
  });

  for (const [key, step] of Object.entries(steps)) {
    const { fields = {} } = step;
    describe(`${step.title}`, () => {
      it('has a title, an order and help with a link', () => {
        assert.ok(step.title && step.help?.description && step.help.link);
        assert.equal(typeof step.order, 'number');
        assert.equal(Object.values(steps).filter(({ order }) => order === step.order).length, 1);
      });

      it('has a label, help, order and placeholder or prompt on every field', () => {
        const orders = Object.values(fields).map(({ order }) => order);
        assert.equal(new Set(orders).size, orders.length);
        for (const [name, field] of Object.entries(fields)) {
          assert.ok(field.label && field.help?.description && typeof field.required === 'boolean', name);
          if (field.viewClass === 'TextFieldView') assert.ok(field.placeholder, name);
          if (field.viewClass === 'SelectView') assert.ok(field.prompt && field.model, name);
          for (const other of field.require ?? []) assert.ok(fields[other], `${name} needs ${other}`);
        }
      });

      it('points to a built module that exports process, its select models and its metadata', async () => {
        assert.match(step.main, new RegExp(`^./lib/(actions|triggers)/${key}.js$`));
        const module = require(resolve(root, step.main));
        assert.equal(typeof module.process, 'function');
        const directoryId = bench.tenant.directories[0]?.options.directoryId;
        const cfg = { ...bench.credential, objectType: 'contacts', directoryId };
        for (const { model } of Object.values(fields)) {
          if (typeof model !== 'string') continue;
          const choices = await module[model](cfg);
          assert.ok(Object.keys(choices).length > 0, model);
        }
        const metadata: { in?: DialectSchema; out: DialectSchema } = await module.getMetaModel(cfg);
        assert.deepEqual(flaws(metadata.out), []);
        if (metadata.in) assert.deepEqual(flaws(metadata.in), []);
        assert.equal(metadata.in === undefined, step.type !== undefined);
      });
    });
  }

  it('has a note or placeholder on every field of the credential', () => {
    for (const [name, field] of Object.entries(credentialFields)) {
      assert.ok(field.label && (field.note || field.placeholder), name);
    }
    assert.equal(credentialFields.clientSecret?.viewClass, 'PasswordFieldView');
  });
});
