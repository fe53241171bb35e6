/** The sandbox's OpenAPI: `openapi.yaml` and what the files of `openapi/` add to it, one file a resource. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: object;
}

export interface Reference {
  readonly $ref: string;
}

export interface Content {
  readonly content?: Readonly<Record<string, { readonly schema?: object }>>;
}

export interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly (Parameter | Reference)[];
  readonly requestBody?: Content & { readonly required?: boolean };
  readonly responses: Readonly<Record<string, Content | Reference>>;
}

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

export type PathItem = Readonly<Partial<Record<Method, Operation>>> & {
  readonly parameters?: readonly (Parameter | Reference)[];
};

export interface ApiDescription {
  readonly paths: Readonly<Record<string, PathItem>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, object>>>>;
}

type Tree = { [key: string]: unknown };

const PARTS = join(__dirname, 'openapi');

/** The whole description. Throws when two files describe the same path, schema, parameter or answer. */
export function apiDescription(): ApiDescription {
  const whole = read(join(__dirname, 'openapi.yaml'));
  whole.paths = {};
  for (const file of readdirSync(PARTS).sort()) {
    const { paths = {}, components = {} } = read(join(PARTS, file));
    add(whole.paths as Tree, paths as Tree, file);
    for (const [kind, named] of Object.entries(components as Tree)) {
      const all = whole.components as Tree;
      all[kind] ??= {};
      add(all[kind] as Tree, named as Tree, file);
    }
  }
  return whole as Tree & ApiDescription;
}

function read(path: string): Tree {
  return parse(readFileSync(path, 'utf8')) as Tree;
}

function add(all: Tree, some: Tree, file: string): void {
  for (const [name, value] of Object.entries(some)) {
    if (name in all) throw new Error(`${file} describes ${name}, which is described already.`);
    all[name] = value;
  }
}
