/**
 * Who is signed in, and what they may do. Kept in the memory of the page alone.
 */

let current = null;

/**
 * All tabs of a browser share one cookie. Each says here whose session it was opened with, or null where it was ended, so that none goes on
 * showing one person's data beside another's.
 */
const tabs = new BroadcastChannel("andiron-session");
tabs.onmessage = ({ data }) => follow(data);

/** The session that the page was opened with; see `GET /ui/api/session`. */
export function session() {
  return current;
}

/** Asks the server who is signed in; null where nobody is. */
export async function openSession() {
  const response = await fetch("/ui/api/session", { headers: { Accept: "application/json" }, cache: "no-store" });
  if (response.status === 401) {
    return null;
  }
  if (!response.ok) {
    throw new Error(`The server answered ${response.status} when asked who is signed in.`);
  }
  current = await response.json();
  tabs.postMessage({ session: current.session.id, user: current.user.id });
  return current;
}

/** What another tab said. The same person, signed in again, goes on here with what they had typed. */
async function follow(other) {
  if (current === null || other?.session === current.session.id) {
    return;
  }
  if (other === null || other.user !== (current.user.id)) {
    location.reload();
  } else {
    await openSession().then((opened) => opened ?? location.reload(), () => location.reload());
  }
}

/** Tells the other tabs that the session is over. */
export function sayEnded() {
  tabs.postMessage(null);
}

/**
 * Whether the policies let this person do something to a type, as far as can be told without a particular resource. Menus
 * and buttons follow it; the server decides.
 *
 * @param {"read"|"search"|"create"|"update"|"patch"|"delete"|"history"} interaction
 */
export function may(interaction, type) {
  const rights = current?.may ?? {};
  return Object.hasOwn(rights, type) && rights[type].includes(interaction); // a path may name `constructor` as its type
}

/** Whether the policies let this person do an operation that is not of a type: `AuthLockouts`. */
export function mayDo(operation) {
  return (current?.operations ?? []).includes(operation);
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

/**
 * Ends the session, here and on the server.
 *
 * @throws {Error} where the server did not end it: nobody should leave in the belief that it did
 */
export async function signOut() {
  const response = await fetch("/auth/logout", { method: "POST", headers: { "X-CSRF-Token": current.csrf_token } });
  if (!response.ok && response.status !== 401) {
    throw new Error(`You are still signed in: the server answered ${response.status}. Try again.`);
  }
  current = null;
  sayEnded();
  location.assign("/auth/login");
}
