/**
 * What made a request, in words: `Firefox 128 on Windows` out of a User-Agent header. A guess for people, good for nothing else.
 */

// The order is the point: nearly every browser also claims to be the ones below it.
const PROGRAMS = [
  ["Edge", /\bEdg(?:A|iOS)?\/(\d+)/],
  ["Opera", /\bOPR\/(\d+)/],
  ["Samsung Internet", /\bSamsungBrowser\/(\d+)/],
  ["Firefox", /\b(?:Firefox|FxiOS)\/(\d+)/],
  ["Chrome", /\b(?:HeadlessChrome|Chrome|CriOS)\/(\d+)/],
  ["Chromium", /\bChromium\/(\d+)/],
  ["Safari", /\bVersion\/(\d+)\S* (?:Mobile\/\S+ )?Safari\//],
  ["curl", /^curl\/(\d+\.\d+)/],
  ["Wget", /^Wget\/(\d+\.\d+)/],
  ["Postman", /\bPostmanRuntime\/(\d+)/],
  ["Java", /^Java-http-client\/(\d+)/],
  ["Python", /\bpython-(?:requests|httpx|urllib3)\/(\d+\.\d+)/i],
  ["OkHttp", /\bokhttp\/(\d+)/],
  ["Go", /^Go-http-client\/(\d+)/],
];

const SYSTEMS = [
  ["iPad", /\biPad\b/],
  ["iPhone", /\biPhone\b/],
  ["Android", /\bAndroid\b/],
  ["Windows", /\bWindows\b/],
  ["ChromeOS", /\bCrOS\b/],
  ["macOS", /\bMac(?:intosh| OS X)\b/],
  ["Linux", /\bLinux\b/],
];

const MOST = 40;

/** @param {string} [text] the header; nothing where none was sent */
export function inWords(text) {
  if (!text) {
    return "Unknown program";
  }
  const program = PROGRAMS.map(([name, pattern]) => [name, pattern.exec(text)?.[1]]).find(([, version]) => version);
  const system = SYSTEMS.find(([, pattern]) => pattern.test(text))?.[0];
  const name = program ? program.join(" ") : short(text.split(/[\s/(]/)[0] || text);
  return system ? `${name} on ${system}` : name;
}

function short(text) {
  return text.length > MOST ? `${text.slice(0, MOST)}…` : text;
}
