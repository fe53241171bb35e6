import { resolve } from 'node:path';

/** The component's folder: this repository. */
export const COMPONENT_PATH = resolve(__dirname, '../..');
