/** The folders whose files a folder may import, itself included. What is not listed is no folder of the house. */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'lib/std': ['lib/std'],
  'lib/net': ['lib/net', 'lib/std'],
  'lib/dns-update': ['lib/dns-update'],
  'lib/dns-files': ['lib/dns-files', 'lib/net', 'lib/std'],
  'lib/aws': ['lib/aws', 'lib/net', 'lib/std'],
  'lib/config': ['lib/config', 'lib/core', 'lib/dns-files', 'lib/aws', 'lib/net', 'lib/std'],
  'lib/core': ['lib/core', 'lib/aws', 'lib/net', 'lib/std'],
  'lib/connections': ['lib/connections', 'lib/core', 'lib/config', 'lib/aws', 'lib/net', 'lib/std'],
  'lib/dns': ['lib/dns', 'lib/dns-update', 'lib/dns-files', 'lib/core', 'lib/config', 'lib/aws', 'lib/net', 'lib/std'],
  'lib/routes': ['lib/routes', 'lib/core', 'lib/config', 'lib/aws', 'lib/net', 'lib/std'],
  'lib/inspection': ['lib/inspection', 'lib/core', 'lib/config', 'lib/aws', 'lib/net', 'lib/std'],
  'lib/entry': ['lib'],
  functions: ['lib'],
  cli: ['cli', 'demo', 'lib', 'resources/names.ts', 'package.json'],
  resources: ['resources', 'lib'],
  'packages/local-cloud': ['packages/local-cloud'],
};
