/** The platform's runtime, as npm knows it. */
export const SAILOR_PACKAGE = 'elasticio-sailor-nodejs';
