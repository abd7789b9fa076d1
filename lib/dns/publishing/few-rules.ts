/** So many Resolver rules are read one by one; of more, listings cost less: Resolver takes five calls a second (AWS-FACTS C.3). */
export const FEW_RULES = 2;
