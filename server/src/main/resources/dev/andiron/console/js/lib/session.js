/**
 * Who is signed in, and what they may do. Kept in the memory of the page alone.
 */

let current = null;

/** The session that the page was opened with; see `GET /ui/api/session`. */
export function session() {
  return current;
}

/** Asks the server who is signed in; null where nobody is. */
export async function openSession() {
  const response = await fetch("/ui/api/session", { headers: { Accept: "application/json" } });
  if (response.status === 401) {
    return null;
  }
  if (!response.ok) {
    throw new Error(`The server answered ${response.status} when asked who is signed in.`);
  }
  current = await response.json();
  return current;
}

/**
 * Whether the policies let this person do something to a type, as far as can be told without a particular resource. Menus
 * and buttons follow it; the server decides.
 *
 * @param {"read"|"search"|"create"|"update"|"patch"|"delete"|"history"} interaction
 */
export function may(interaction, type) {
  return current?.may?.[type]?.includes(interaction) ?? false;
}

/** The types of which this person may do something, sorted. */
export function typesThatMay(interaction) {
  return Object.keys(current?.may ?? {})
    .filter((type) => may(interaction, type))
    .sort();
}

/** What a person is called: by their own name if there is one. */
export function nameOf(user) {
  const parts = [user.name?.givenName, user.name?.familyName].filter(Boolean).join(" ");
  return user.displayName || user.name?.formatted || parts || user.userName || user.email || user.id;
}

/** Goes to the sign-in, and comes back here afterwards. */
export function goToSignIn() {
  const here = location.pathname + location.search;
  location.replace(`/auth/login?redirect_to=${encodeURIComponent(here)}`);
}

/** Ends the session, here and on the server. */
export async function signOut() {
  await fetch("/auth/logout", { method: "POST", headers: { "X-CSRF-Token": current.csrf_token } });
  current = null;
  location.assign("/auth/login");
}
