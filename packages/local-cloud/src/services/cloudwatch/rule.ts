/** Rules of composite alarms: `ALARM("a") AND (OK(b) OR NOT INSUFFICIENT_DATA(arn:…:alarm:c))`. */
import { AwsError } from '../../wire/error.ts';
import type { AlarmStateValue } from './state.ts';

export type Rule =
  | { readonly is: 'state'; readonly state: AlarmStateValue; readonly alarm: string }
  | { readonly is: 'constant'; readonly value: boolean }
  | { readonly is: 'not'; readonly rule: Rule }
  | { readonly is: 'and' | 'or'; readonly left: Rule; readonly right: Rule };

const TOKEN =
  /\s*(?:(ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*(?:"([^"]+)"|'([^']+)'|([^\s()"']+))\s*\)|(AND|OR|NOT|TRUE|FALSE)\b|([()]))/gy;

interface Token {
  readonly word: string;
  /** The alarm's name, of a state function. */
  readonly alarm?: string;
}

const invalidRule = (rule: string, expected: string): AwsError =>
  new AwsError('ValidationError', `AlarmRule is not valid: expected ${expected} in ${JSON.stringify(rule)}.`);

const nameOf = (text: string): string => text.replace(/^arn:[^:]+:cloudwatch:[^:]*:[^:]*:alarm:/, '');

const tokensOf = (text: string): Token[] => {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  let end = 0;
  for (let found = TOKEN.exec(text); found; found = TOKEN.exec(text)) {
    const [, state, quoted, apostrophed, plain, word, bracket] = found;
    const alarm = quoted ?? apostrophed ?? plain;
    tokens.push({ word: state ?? word ?? bracket ?? '', ...(alarm === undefined ? {} : { alarm: nameOf(alarm) }) });
    end = TOKEN.lastIndex;
  }
  if (text.slice(end).trim())
    throw invalidRule(text, `a state function, AND, OR, NOT or a bracket at "${text.slice(end).trim()}"`);
  return tokens;
};

/** Parses a rule; AND binds tighter than OR. Throws ValidationError. */
export const parseRule = (text: string): Rule => {
  const tokens = tokensOf(text);
  const take = (word: string): boolean => tokens[0]?.word === word && tokens.shift() !== undefined;
  const any = (): Rule => {
    const left = all();
    return take('OR') ? { is: 'or', left, right: any() } : left;
  };
  const all = (): Rule => {
    const left = one();
    return take('AND') ? { is: 'and', left, right: all() } : left;
  };
  const one = (): Rule => {
    if (take('NOT')) return { is: 'not', rule: one() };
    if (take('TRUE')) return { is: 'constant', value: true };
    if (take('FALSE')) return { is: 'constant', value: false };
    if (take('(')) {
      const rule = any();
      if (!take(')')) throw invalidRule(text, 'a closing bracket');
      return rule;
    }
    const token = tokens.shift();
    if (token?.alarm === undefined) throw invalidRule(text, 'a state function');
    return { is: 'state', state: token.word as AlarmStateValue, alarm: token.alarm };
  };
  const rule = any();
  if (tokens.length) throw invalidRule(text, `the end at "${tokens[0]?.word}"`);
  return rule;
};

/** Whether a rule holds for the states of alarms by name. */
export const ruleHolds = (rule: Rule, stateOf: (alarm: string) => AlarmStateValue): boolean => {
  switch (rule.is) {
    case 'state':
      return stateOf(rule.alarm) === rule.state;
    case 'constant':
      return rule.value;
    case 'not':
      return !ruleHolds(rule.rule, stateOf);
    case 'and':
      return ruleHolds(rule.left, stateOf) && ruleHolds(rule.right, stateOf);
    case 'or':
      return ruleHolds(rule.left, stateOf) || ruleHolds(rule.right, stateOf);
  }
};

/** The names of all alarms that a rule asks for. */
export const alarmsIn = (rule: Rule): string[] => {
  if (rule.is === 'state') return [rule.alarm];
  if (rule.is === 'constant') return [];
  return rule.is === 'not' ? alarmsIn(rule.rule) : [...alarmsIn(rule.left), ...alarmsIn(rule.right)];
};
