/**
 * Times in words.
 */

const RELATIVE = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const ABSOLUTE = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" });
const UNITS = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
];

/** `3 minutes ago`, `in 2 hours`. */
export function relative(date, now = Date.now()) {
  const seconds = Math.round((date.getTime() - now) / 1000);
  const [unit, size] = UNITS.find(([, each]) => Math.abs(seconds) >= each) ?? ["second", 1];
  return RELATIVE.format(Math.trunc(seconds / size), unit);
}

/** `24 Nov 2026, 17:32:23`. */
export function absolute(date) {
  return ABSOLUTE.format(date);
}

/** `59 min 3 s`, `12 h 0 min`: how long, to two units. */
export function duration(seconds) {
  const left = Math.max(0, Math.floor(seconds));
  if (left >= 86_400) {
    return `${Math.floor(left / 86_400)} d ${Math.floor((left % 86_400) / 3_600)} h`;
  }
  if (left >= 3_600) {
    return `${Math.floor(left / 3_600)} h ${Math.floor((left % 3_600) / 60)} min`;
  }
  return left >= 60 ? `${Math.floor(left / 60)} min ${left % 60} s` : `${left} s`;
}
