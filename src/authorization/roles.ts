/** The roles that this service knows. */
export const ROLES = ['admin'] as const;
