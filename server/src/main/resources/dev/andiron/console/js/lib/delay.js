/**
 * Work that waits until somebody has stopped typing, and whose late answers are dropped.
 */

/**
 * @param {(current: () => boolean, ...args: any[]) => void} work is told whether it is still the last that was asked for
 * @param {number} pause in milliseconds
 */
export function afterPause(work, pause) {
  let turn = 0;
  let timer = 0;
  return (...args) => {
    const mine = ++turn;
    clearTimeout(timer);
    timer = setTimeout(() => work(() => mine === turn, ...args), pause);
  };
}
