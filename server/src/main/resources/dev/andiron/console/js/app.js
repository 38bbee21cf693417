/**
 * The beginning: asks who is signed in, draws what stands around every page, and shows the page of the path.
 */
import { fill, h, icon } from "./lib/dom.js";
import { routeHere, startRouter } from "./lib/router.js";
import { goToSignIn, nameOf, openSession, session, signOut } from "./lib/session.js";
import { menu, ROUTES } from "./routes.js";
import { message, problem } from "./components/notice.js";

const MARK = "M5 21V9a3 3 0 0 1 6 0v7h8v5M11 21v-5M3 21h4M17 21h4M8 4h.01";
const LINES = "M4 7h16M4 12h16M4 17h16";

const page = h("main", { class: "page", id: "page", tabindex: "-1" });
const navigation = h("nav", { "aria-label": "Main" });
const menuColumn = h("div", { class: "menu", id: "menu" }, navigation);
const menuButton = h(
  "button",
  {
    type: "button",
    class: "menu-button",
    "aria-controls": "menu",
    "aria-expanded": "false",
    onclick: () => openMenu(!menuColumn.classList.contains("open")),
  },
  icon(LINES),
  "Menu",
);

/** How many pages were asked for; one that comes too late is not shown. */
let shown = 0;

// What the browser kept of a page, for the button back, may be of somebody who has signed out since.
addEventListener("pageshow", (event) => {
  if (event.persisted) {
    document.getElementById("app").replaceChildren();
    location.reload();
  }
});

// What was taken and should be mended, whichever page sent it.
addEventListener("api-warning", ({ detail }) => message(detail, "warn"));

// What nobody foresaw is at least said.
addEventListener("unhandledrejection", ({ reason }) => {
  if (document.getElementById("messages")) {
    message(reason?.message ?? String(reason), "bad");
  }
});

await start();

async function start() {
  fetchAhead();
  try {
    if ((await openSession()) === null) {
      goToSignIn();
      return;
    }
  } catch (error) {
    fill(document.getElementById("app"), h("main", { class: "page" }, problem(error)));
    return;
  }
  const person = nameOf(session().user);
  fill(
    document.getElementById("app"),
    h("a", { class: "skip button", href: "#page", onclick: skip }, "Skip to the page"),
    h(
      "div",
      { class: "shell" },
      h(
        "header",
        { class: "bar" },
        menuButton,
        h("a", { class: "brand", href: "/ui" }, icon(MARK), "Andiron"),
        h("span", { class: "who" }, person),
        h("button", { type: "button", onclick: () => signOut().catch((error) => message(error.message, "bad")) }, "Sign out"),
      ),
      menuColumn,
      page,
    ),
    h("div", { class: "messages", id: "messages", role: "status", "aria-live": "polite" }),
  );
  drawMenu();
  startRouter(ROUTES, show);
}

/** The page is fetched while the server is asked who is there; whether it came is seen when it is shown. */
function fetchAhead() {
  const { route } = routeHere(ROUTES);
  if (route) {
    moduleOf(route).catch(() => {});
  }
}

function moduleOf(route) {
  return import(`./pages/${route.module}.js`);
}

function skip(event) {
  event.preventDefault();
  page.focus();
}

function openMenu(open) {
  menuColumn.classList.toggle("open", open);
  menuButton.setAttribute("aria-expanded", String(open));
}

function drawMenu() {
  fill(
    navigation,
    menu().map((group) => [
      group.title ? h("h2", {}, group.title) : null,
      h(
        "ul",
        {},
        group.entries.map((entry) => h("li", {}, h("a", { href: entry.path }, entry.label))),
      ),
    ]),
  );
}

function markMenu(path) {
  for (const link of navigation.querySelectorAll("a")) {
    const here = link.pathname === path || (link.pathname !== "/ui" && path.startsWith(`${link.pathname}/`));
    link.toggleAttribute("aria-current", here);
    if (here) {
      link.setAttribute("aria-current", "page");
    }
  }
}

/** A page is a module whose default export makes its content out of the path's parameters. */
async function show(route, parameters) {
  const turn = ++shown;
  openMenu(false);
  markMenu(location.pathname);
  page.setAttribute("aria-busy", "true");
  let content;
  try {
    content = route ? await (await moduleOf(route)).default(parameters) : nothingHere();
  } catch (error) {
    content = problem(error);
  }
  if (turn !== shown) {
    return; // somebody has already gone on
  }
  page.removeAttribute("aria-busy");
  const first = page.childElementCount === 0;
  fill(page, content);
  title(route);
  scrollTo(0, 0);
  if (!first) {
    announce();
  }
  performance.mark("usable");
}

/** What a screen reader says of a new document, it must be told of a new page in the same one. */
function announce() {
  const heading = page.querySelector("h1");
  if (heading && !page.contains(document.activeElement)) {
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }
}

function title(route) {
  const heading = page.querySelector("h1")?.textContent ?? route?.title ?? "Not found";
  document.title = `${heading} – Andiron`;
}

function nothingHere() {
  return h(
    "div",
    { class: "stack" },
    h("h1", {}, "There is nothing here"),
    h("p", {}, "No page of the console has this address. ", h("a", { href: "/ui" }, "Go to the overview"), "."),
  );
}
