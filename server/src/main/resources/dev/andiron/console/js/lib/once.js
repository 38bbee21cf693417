/**
 * An action that is under way is not begun again: a second click on Save sends nothing.
 *
 * @param {(...given: any[]) => Promise<any>} action
 */
export function once(action) {
  let underWay = false;
  return async (...given) => {
    given[0]?.preventDefault?.(); // a form is never sent by the browser itself
    if (underWay) {
      return;
    }
    underWay = true;
    try {
      await action(...given);
    } finally {
      underWay = false;
    }
  };
}
