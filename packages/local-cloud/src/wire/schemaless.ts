/** What stands for the SDK client of a service whose client on npm is missing, or from before schemas: AWS JSON 1.1 as it stands. */

class SchemalessClient {
  readonly config = {};
}

/** The `client` of such a service. Nothing of its input is checked before its operations see it. */
export const schemalessClient: object = { SchemalessClient };
