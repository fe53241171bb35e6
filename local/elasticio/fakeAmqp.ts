import { createRequire, Module } from 'node:module';
import { dirname } from 'node:path';
import { SAILOR_PACKAGE } from './sailorPackage.js';

/** Lets the sailor find another library where it looks for AMQP's. Must come before the sailor is loaded. */
export function putInPlaceOfAmqp(library: object): void {
  const path = createRequire(require.resolve(`${SAILOR_PACKAGE}/package.json`)).resolve('amqplib');
  const module = Object.assign(new Module(path), { exports: library, filename: path, loaded: true });
  module.paths = [dirname(path)];
  require.cache[path] = module;
}
