/**
 * What differs between two texts: by lines, and by words inside a line that was changed.
 *
 * E. W. Myers, "An O(ND) Difference Algorithm and Its Variations" (1986), bounded: texts that share too little are told to be replaced as a whole.
 */

const MOST_LINES = 40_000;
const MOST_STEPS = 1_500;
const MOST_WORDS = 400;

/**
 * @param {string[]} before
 * @param {string[]} after
 * @param {number} [most] how many additions and removals are looked for
 * @returns {Array<{kind: "same"|"removed"|"added", before: number, after: number}>} in order; indexes into the lists, -1 where it
 *   is in one alone
 */
export function difference(before, after, most = MOST_STEPS) {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) {
    start++;
  }
  let end = 0;
  while (end < before.length - start && end < after.length - start && before.at(-1 - end) === after.at(-1 - end)) {
    end++;
  }
  const a = before.slice(start, before.length - end);
  const b = after.slice(start, after.length - end);
  const steps = [];
  for (let i = 0; i < start; i++) {
    steps.push({ kind: "same", before: i, after: i });
  }
  for (const step of shortest(a, b, most) ?? replaced(a, b)) {
    steps.push({
      kind: step.kind,
      before: step.before < 0 ? -1 : step.before + start,
      after: step.after < 0 ? -1 : step.after + start,
    });
  }
  for (let i = end; i > 0; i--) {
    steps.push({ kind: "same", before: before.length - i, after: after.length - i });
  }
  return steps;
}

function replaced(a, b) {
  return [
    ...a.map((_, i) => ({ kind: "removed", before: i, after: -1 })),
    ...b.map((_, i) => ({ kind: "added", before: -1, after: i })),
  ];
}

/** The shortest way from a to b, or null where it is longer than so many steps. */
function shortest(a, b, most) {
  const bound = Math.min(a.length + b.length, most);
  const reach = new Int32Array(2 * bound + 3); // furthest x of each diagonal
  const middle = bound + 1;
  const trail = [];
  for (let d = 0; d <= bound; d++) {
    trail.push(reach.slice(middle - d - 1, middle + d + 2));
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && reach[middle + k - 1] < reach[middle + k + 1]);
      let x = down ? reach[middle + k + 1] : reach[middle + k - 1] + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) {
        x++;
      }
      reach[middle + k] = x;
      if (x >= a.length && x - k >= b.length) {
        return walkBack(a.length, b.length, trail);
      }
    }
  }
  return null;
}

/** The way that led to the end. `trail[d]` has the diagonals from -d-1 to d+1, as they stood before round d. */
function walkBack(aLength, bLength, trail) {
  const steps = [];
  let x = aLength;
  let y = bLength;
  for (let d = trail.length - 1; d >= 0; d--) {
    const at = (k) => trail[d][k + d + 1];
    const k = x - y;
    const down = k === -d || (k !== d && at(k - 1) < at(k + 1));
    const fromX = d === 0 ? 0 : at(down ? k + 1 : k - 1);
    const begin = d === 0 || down ? fromX : fromX + 1; // of what both have, after the step
    while (x > begin) {
      steps.push({ kind: "same", before: --x, after: --y });
    }
    if (d > 0) {
      steps.push(down ? { kind: "added", before: -1, after: --y } : { kind: "removed", before: --x, after: -1 });
    }
  }
  return steps.reverse();
}

/**
 * Two texts beside each other.
 *
 * @returns {{rows: Array<{kind: "same"|"changed"|"removed"|"added", before: ?Line, after: ?Line}>, isCut: boolean}} a Line has its
 *   `number` from 1 and its `text`; `isCut`: the texts are too long to be compared
 */
export function sideBySide(before, after) {
  const a = before.split("\n");
  const b = after.split("\n");
  if (a.length + b.length > MOST_LINES) {
    return { rows: [], isCut: true };
  }
  const line = (list, i) => ({ number: i + 1, text: list[i] });
  const rows = [];
  let removed = [];
  let added = [];
  const flush = () => {
    for (let i = 0; i < Math.max(removed.length, added.length); i++) {
      const one = i < removed.length ? line(a, removed[i]) : null;
      const other = i < added.length ? line(b, added[i]) : null;
      rows.push({ kind: one && other ? "changed" : one ? "removed" : "added", before: one, after: other });
    }
    removed = [];
    added = [];
  };
  for (const step of difference(a, b)) {
    if (step.kind === "same") {
      flush();
      rows.push({ kind: "same", before: line(a, step.before), after: line(b, step.after) });
    } else if (step.kind === "removed") {
      removed.push(step.before);
    } else {
      added.push(step.after);
    }
  }
  flush();
  return { rows, isCut: false };
}

/**
 * The pieces of two lines, each marked whether it is in that line alone.
 *
 * @returns {{before: Array<{text: string, marked: boolean}>, after: Array<{text: string, marked: boolean}>}}
 */
export function markedWords(before, after) {
  const a = words(before);
  const b = words(after);
  if (a.length + b.length > MOST_WORDS) {
    return { before: [{ text: before, marked: false }], after: [{ text: after, marked: false }] };
  }
  const steps = difference(a, b);
  if (!steps.some((step) => step.kind === "same" && /\S/.test(a[step.before]))) {
    return { before: [{ text: before, marked: false }], after: [{ text: after, marked: false }] };
  }
  return {
    before: joined(steps.filter((step) => step.before >= 0).map((step) => ({ text: a[step.before], marked: step.kind !== "same" }))),
    after: joined(steps.filter((step) => step.after >= 0).map((step) => ({ text: b[step.after], marked: step.kind !== "same" }))),
  };
}

function words(line) {
  return line.match(/[\p{L}\p{N}_]+|\s+|[^\p{L}\p{N}_\s]/gu) ?? [];
}

function joined(pieces) {
  const result = [];
  for (const piece of pieces) {
    if (result.at(-1)?.marked === piece.marked) {
      result.at(-1).text += piece.text;
    } else {
      result.push({ ...piece });
    }
  }
  return result;
}
