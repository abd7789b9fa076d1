/* Strips types with Node's own stripper: lines and columns stay, and no compiler is needed (TypeScript 7 has no JS API). */
const { createHash } = require('node:crypto');
const { stripTypeScriptTypes } = require('node:module');

module.exports = {
  getCacheKey: (source, file, options) =>
    createHash('sha256').update([process.version, options.instrument, file, source].join('\0')).digest('hex'),
  process: (source) => ({ code: stripTypeScriptTypes(source, { mode: 'strip' }) }),
};
