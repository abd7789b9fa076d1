const readOnlyName = /^(AssumeRole|Describe|List|Get|Head|Test|Receive|Lookup|Search|BatchGet)/;

/** Whether an operation only reads, by the name it has. */
export const isReadOnly = (operation: string): boolean => readOnlyName.test(operation);
