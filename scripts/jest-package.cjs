/* Packages the stack before the first test that needs a package; nothing is done when it is packaged already. */
const { execFileSync } = require('node:child_process');
const { join } = require('node:path');

module.exports = () => {
  execFileSync(process.execPath, [join(__dirname, 'package.ts'), '--quiet'], { stdio: 'inherit' });
};
