/**
 * The pages of the console: which path leads to which file of pages/, and what stands in the menu.
 */
import { may, mayDo, session } from "./lib/session.js";

export const ROUTES = [
  { path: "/ui", module: "home", title: "Overview" },
  { path: "/ui/profile", module: "profile", title: "My profile" },
  { path: "/ui/auth/sandbox/resource-owner", module: "sandbox-resource-owner", title: "Resource owner" },
  { path: "/ui/auth/sandbox/client-credentials", module: "sandbox-client-credentials", title: "Client credentials" },
  { path: "/ui/auth/sandbox/basic", module: "sandbox-basic", title: "Basic" },
  { path: "/ui/users", module: "users", title: "Users" },
  { path: "/ui/users/:id", module: "user", title: "User" },
  { path: "/ui/clients", module: "clients", title: "Clients" },
  { path: "/ui/clients/:id", module: "client", title: "Client" },
  { path: "/ui/sessions", module: "sessions", title: "Sessions" },
  { path: "/ui/lockouts", module: "lockouts", title: "Lockouts" },
  { path: "/ui/policies", module: "policies", title: "Policies" },
  { path: "/ui/policies/:id", module: "policy", title: "Policy" },
  { path: "/ui/why", module: "why", title: "Why denied?" },
  { path: "/ui/roles", module: "roles", title: "Roles" },
  { path: "/ui/audit", module: "audit", title: "Audit" },
  { path: "/ui/resources", module: "resource-types", title: "Resources" },
  { path: "/ui/resources/:type", module: "resource-list", title: "Resources" },
  { path: "/ui/resources/:type/:id", module: "resource", title: "Resource" },
  { path: "/ui/new/:type", module: "resource-new", title: "New resource" },
  { path: "/ui/rest", module: "rest", title: "REST console" },
];

const MENU = [
  { entries: [{ path: "/ui", label: "Overview" }] },
  {
    title: "Sandbox",
    entries: [
      { path: "/ui/auth/sandbox/resource-owner", label: "Resource owner" },
      { path: "/ui/auth/sandbox/client-credentials", label: "Client credentials" },
      { path: "/ui/auth/sandbox/basic", label: "Basic" },
    ],
  },
  {
    title: "Access",
    entries: [
      { path: "/ui/users", label: "Users", type: "User" },
      { path: "/ui/clients", label: "Clients", type: "Client" },
      { path: "/ui/sessions", label: "Sessions", type: "Session" },
      { path: "/ui/lockouts", label: "Lockouts", when: () => mayDo("AuthLockouts") },
      { path: "/ui/policies", label: "Policies", type: "AccessPolicy" },
      { path: "/ui/roles", label: "Roles", type: "Role" },
      { path: "/ui/audit", label: "Audit", type: "AuditEvent" },
      { path: "/ui/why", label: "Why denied?", type: "AccessPolicy" },
    ],
  },
  {
    title: "Data",
    entries: [
      { path: "/ui/resources", label: "Resources", when: () => Object.keys(session().may).length > 0 },
      { path: "/ui/rest", label: "REST console" },
    ],
  },
  { title: "You", entries: [{ path: "/ui/profile", label: "My profile" }] },
];

/** The menu of the person who is signed in: what they may not see is not in it. */
export function menu() {
  return MENU.map((group) => ({ ...group, entries: group.entries.filter(isShown) })).filter(
    (group) => group.entries.length > 0,
  );
}

function isShown(entry) {
  return (!entry.type || may("search", entry.type)) && (!entry.when || entry.when());
}
