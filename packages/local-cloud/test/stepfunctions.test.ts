import { runMachine, taskOf } from '../src/services/stepfunctions/run.ts';
import type { Definition } from '../src/services/stepfunctions/state.ts';

const machine = (Parameters: Record<string, string>, more: object = {}): Definition => ({
  StartAt: 'Publish',
  States: { Publish: { Type: 'Task', Resource: 'arn:aws:states:::sns:publish', Parameters, End: true, ...more } },
});

const TopicArn = 'arn:aws:sns:eu-west-2:111122223333:t';

describe('a state machine that publishes', () => {
  it('fills its parameters from the input', () => {
    const definition = machine({
      TopicArn,
      'Subject.$': "States.Format('{} of {}', $.detail.what, $.region)",
      'Message.$': '$.detail.text',
    });
    const input = { region: 'eu-west-2', detail: { what: 'moved', text: 'a\nb' } };
    expect(runMachine(definition, input)).toEqual({
      topicArn: TopicArn,
      subject: 'moved of eu-west-2',
      message: 'a\nb',
    });
  });

  it('fails where the input has no text at a path', () => {
    expect(() => runMachine(machine({ TopicArn, 'Message.$': '$.detail.text' }), { detail: {} })).toThrow(
      /could not be found/,
    );
  });

  it.each(['a'.repeat(100), 'two\nlines', ' begins with a space', 'fünf', ''])(
    'fails with a subject that SNS does not take: %j',
    (subject) => {
      const definition = machine({ TopicArn, 'Subject.$': '$.subject', Message: 'm' });
      expect(() => runMachine(definition, { subject })).toThrow(/Invalid parameter: Subject/);
    },
  );

  it('is the only kind there is', () => {
    expect(() => taskOf(machine({}, { Resource: 'arn:aws:states:::lambda:invoke' }))).toThrow(/not simulated/);
    expect(() => taskOf(machine({}, { End: false, Next: 'Other' }))).toThrow(/not simulated/);
  });
});
