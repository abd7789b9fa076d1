/** What Parameter Store holds. */

export type ParameterType = 'String' | 'StringList' | 'SecureString';

export interface StoredParameter {
  readonly name: string;
  readonly type: ParameterType;
  readonly value: string;
  readonly version: number;
  /** Local-cloud time in ms since the epoch. */
  readonly modifiedAt: number;
  readonly modifiedBy: string;
  readonly description?: string;
  readonly tier: 'Standard' | 'Advanced';
  readonly dataType: string;
  readonly keyId?: string;
}

export interface SsmState {
  /** By full name. */
  parameters: Record<string, StoredParameter>;
}

export const emptySsm = (): SsmState => ({ parameters: {} });
