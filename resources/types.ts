/** What the parts of the stack are made of. */

/** CloudFormation resources by logical id. */
export type Resources = Readonly<Record<string, { readonly Type: string; readonly Properties: unknown }>>;
