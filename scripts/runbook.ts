/** Writes docs/runbook.md from the pages that the alarms are made of. Usage: node scripts/runbook.ts */
import { writeFileSync } from 'node:fs';
import { filled } from '../resources/alarms/describe.ts';
import { PAGES, type Page, type Subject } from '../resources/alarms/pages.ts';

export const RUNBOOK_FILE = 'docs/runbook.md';

const NAMES = { prefix: 'waykeeper-prod', stage: 'prod', region: 'eu-west-2' };

const URL_START = 'https://sqs.eu-west-2.amazonaws.com/111122223333';

/** The whole text of the page. */
export const runbookText = (): string => {
  const pages: readonly [string, Page][] = Object.entries(PAGES);
  return `# Runbook

<!-- Written by scripts/runbook.ts from resources/alarms/pages.ts. -->

One section for each alarm that calls a person. They are named \`<service>-<stage>-<controller>-<page>\`; each means one thing, and
says in its description what stands here, with its own names. Here the stack is \`waykeeper-prod\` and the subject the last one that the page
is for. Whom alarms call, and what is told without one, is in [notices.md](notices.md).

Pages are made of signals, alarms on one metric each that call nobody (\`<service>-<stage>-<controller>/<signal>\`). Where one thing
causes another only the cause calls: while it stands, the other page is not raised.

| page | raised by | not while |
| --- | --- | --- |
${pages.map(([name, { when, unless = [] }]) => `| [\`${name}\`](#${name}) | ${quoted(when)} | ${quoted(unless)} |`).join('\n')}

What reports say of reasons and remedies stands in [connections.md](connections.md), [dns.md](dns.md) and [routes.md](routes.md).

${pages.map(section).join('\n')}`;
};

const quoted = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');

/** What a page is shown of. */
export const subjectOf = ({ of }: Page): Subject => of.at(-1) ?? 'stack';

const section = ([name, page]: [string, Page]): string => {
  const subject = subjectOf(page);
  const { meaning, see, understand, act, undo } = filled(page, NAMES, subject, (queue) => `${URL_START}/${queue}`);
  return `## ${name}

${meaning}

- **See**: ${see.join('; ')}
- **Understand**: ${understand}
${act.map((step) => `- **Act**: ${step}`).join('\n')}
- **Undo**: ${undo}
`;
};

if (import.meta.main) {
  writeFileSync(RUNBOOK_FILE, runbookText());
  console.log(`${RUNBOOK_FILE} is written`);
}
