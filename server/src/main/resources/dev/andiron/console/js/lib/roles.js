/**
 * The names of roles: those that somebody has, and those that a policy is about.
 */
import { search } from "./api.js";
import { may } from "./session.js";

const MOST = 1000;

export async function knownRoleNames() {
  const [roles, policies] = await Promise.all([
    may("search", "Role") ? search("Role", { _elements: "name", _count: MOST }) : NONE,
    may("search", "AccessPolicy") ? policiesAboutRoles() : NONE,
  ]);
  const names = [...roles.resources.map((role) => role.name), ...policies.resources.map((policy) => policy.roleName)];
  return [...new Set(names)].sort();
}

export async function policiesAboutRoles() {
  return search("AccessPolicy", { "role-name:missing": "false", _count: MOST });
}

const NONE = { resources: [] };
