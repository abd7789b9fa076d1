/** So many zones are read one by one: of a large account a listing costs as much, and the answer comes later. */
export const FEW_ZONES = 2;
