/** No white space, comma or quote, because roles are also listed in texts. */
const ROLE_NAME = /^[a-z][a-z0-9_:.-]{0,49}$/;

/** Whether users can be given a role of this name. */
export function isRoleName(text: string): boolean {
  return ROLE_NAME.test(text);
}
