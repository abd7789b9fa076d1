/** Writes docs/metrics.md from the list of metrics. Usage: node scripts/metrics.ts */
import { writeFileSync } from 'node:fs';
import { METRICS, NAMESPACE } from '../lib/core/report/metrics.ts';

export const METRICS_FILE = 'docs/metrics.md';

/** The whole text of the page. */
export const metricsText = (): string => {
  const rows = Object.entries(METRICS).map(([name, { unit, reason }]) => `| \`${name}\` | ${unit} | ${reason} |`);
  return `# Metrics

<!-- Written by scripts/metrics.ts from lib/core/report/metrics.ts. -->

Each run logs one line, which CloudWatch also reads as metrics ([embedded metric
format](https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html)): no
call is made for them. Namespace \`${NAMESPACE}\`, dimensions \`stage\` and \`controller\`. A metric that says nothing of a run is
left out of its line, since CloudWatch charges for each metric in each hour in which it has a value; only \`SweepsCompleted\` and
\`SweepsConverged\` have zeros. For an alarm on these two missing data is \`breaching\`, for all others \`notBreaching\`. The verdict of
a run by hand is in no metric: whoever asked has it in the answer.

| metric | unit | what it is for |
| --- | --- | --- |
${rows.join('\n')}
`;
};

if (import.meta.main) {
  writeFileSync(METRICS_FILE, metricsText());
  console.log(`${METRICS_FILE} is written`);
}
