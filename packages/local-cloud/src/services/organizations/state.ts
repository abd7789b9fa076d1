/** The organization that the account may be a member of, as far as somebody may ask about it. */

export interface OrganizationsState {
  /** Absent while the account is in no organization. */
  organization?: Organization;
}

export interface Organization {
  /** Such as `o-ab12cd34ef`. */
  readonly id: string;
  /** Who may read it besides delegated administrators: the account that made it. */
  readonly managementAccountId: string;
  /** Such as `r-ab12`. */
  readonly rootId: string;
  readonly delegatedAdministrators: string[];
  /** The root or the unit that each unit lies in, by unit id. */
  units: Record<string, string>;
  /** The root or the unit that each account lies in, by account id. */
  accounts: Record<string, string>;
}

export const emptyOrganizations = (): OrganizationsState => ({});
