/** A count with its noun, such as "1 write" and "2 writes"; `more` where the plural takes more than an s. */
export const counted = (count: number, one: string, more = `${one}s`): string => `${count} ${count === 1 ? one : more}`;
