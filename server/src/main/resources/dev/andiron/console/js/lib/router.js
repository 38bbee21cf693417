/**
 * From paths to pages, without loading anything anew, so that what is in memory (and only there) lives on.
 */

let routes = [];
let shown = () => {};

/**
 * @param {Array<{path: string, module: string, title: string}>} table `:name` marks stand for one segment
 * @param {(route: object, parameters: object) => void} show
 */
export function startRouter(table, show) {
  routes = table;
  shown = show;
  addEventListener("popstate", () => dispatch());
  document.addEventListener("click", (event) => {
    const link = linkOf(event);
    if (link) {
      event.preventDefault();
      go(link.pathname + link.search);
    }
  });
  dispatch();
}

/** Goes to a path of the console. */
export function go(path, { replace = false } = {}) {
  if (replace) {
    history.replaceState(null, "", path);
  } else {
    history.pushState(null, "", path);
  }
  dispatch();
}

function dispatch() {
  const { route, groups } = routeHere(routes);
  const parameters = Object.entries(groups).map(([name, value]) => [name, decoded(value)]);
  shown(route, route ? { ...Object.fromEntries(parameters), query: new URLSearchParams(location.search) } : {});
}

/** The route of the address, null where there is none, and what its marks stand for. */
export function routeHere(table) {
  const path = location.pathname.replace(/^\/fhir(?=\/ui)/, "").replace(/(.)\/+$/, "$1");
  for (const route of table) {
    const match = patternOf(route.path).exec(path);
    if (match) {
      return { route, groups: match.groups ?? {} };
    }
  }
  return { route: null, groups: {} };
}

function decoded(segment) {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function patternOf(path) {
  return new RegExp(`^${path.replaceAll(/:(\w+)/g, "(?<$1>[^/]+)")}$`);
}

/** The link to a page of the console that an ordinary click is on. */
function linkOf(event) {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) {
    return null;
  }
  const link = event.target.closest?.("a[href]");
  const inside = link && link.origin === location.origin && /^\/ui(\/|$)/.test(link.pathname);
  return inside && !link.target && !link.hash && !link.hasAttribute("download") ? link : null;
}
