/** The error that a call ends with; fails the test when the call succeeds. */
export const failure = async (call: Promise<unknown>): Promise<Error> => {
  const outcome = await call.then(
    (value) => ({ value }),
    (error: Error) => ({ error }),
  );
  if ('error' in outcome) return outcome.error;
  throw new Error(`Expected the call to fail, but it answered ${JSON.stringify(outcome.value)}.`);
};
