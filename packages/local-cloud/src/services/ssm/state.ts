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
  /** Earlier versions, oldest first: AWS keeps the last 100. */
  readonly earlier?: readonly EarlierVersion[];
}

/** A version of a parameter that was overwritten. */
export interface EarlierVersion {
  readonly version: number;
  readonly value: string;
  readonly modifiedAt: number;
}

export interface SsmState {
  /** By full name. */
  parameters: Record<string, StoredParameter>;
}

export const emptySsm = (): SsmState => ({ parameters: {} });
