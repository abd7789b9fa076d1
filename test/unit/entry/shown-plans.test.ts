import { digestOf, printsOf } from '../../../lib/core/review.ts';
import { rememberPlans } from '../../../lib/entry/shown-plans.ts';
import { change } from '../core/support/report.ts';

describe('what is remembered of the plans that people were shown', () => {
  it('is the last twenty', () => {
    const shown = rememberPlans();
    const plans = Array.from({ length: 21 }, (_, at) => [change(`k${at}`)]);
    for (const plan of plans) shown.remember(plan);
    const [first, second] = plans.map((plan) => digestOf(printsOf(plan)));
    expect(shown.expected(first ?? '')).toEqual({ digest: first });
    expect(shown.expected(second ?? '')).toEqual({ digest: second, prints: printsOf(plans[1] ?? []) });
  });
});
