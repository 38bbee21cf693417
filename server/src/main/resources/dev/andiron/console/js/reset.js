/**
 * `/auth/reset-password#token=…`: a new password by a link. It stands alone: nobody is signed in here.
 */
const form = document.getElementById("reset");
const box = document.getElementById("problem");
const password = document.getElementById("password");
const again = document.getElementById("again");
const button = form.querySelector("button");

const token = new URLSearchParams(location.hash.slice(1)).get("token");
// So that it stays neither in the address nor in the history.
history.replaceState(null, "", location.pathname);

if (token) {
  password.focus();
} else {
  button.disabled = true;
  say("This link is not whole: open it again as you got it, or ask for a new one.");
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  box.hidden = true;
  if (password.value !== again.value) {
    say("The two are not the same.");
    again.focus();
    return;
  }
  button.disabled = true;
  try {
    await send();
  } catch {
    say("The server cannot be reached. Try again.");
  } finally {
    button.disabled = false;
  }
});

async function send() {
  const response = await fetch(location.pathname, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify({ token, new_password: password.value }),
    cache: "no-store",
  });
  if (response.status === 204) {
    form.remove(); // and what was typed with it
    const done = document.getElementById("done");
    done.hidden = false;
    document.title = "Your password is set – Andiron";
    done.querySelector("h1").focus();
    return;
  }
  say(await reasonOf(response));
  password.focus();
}

async function reasonOf(response) {
  if (response.status === 429) {
    const seconds = Number(response.headers.get("Retry-After"));
    return `Too many tries have failed. Try again in ${seconds > 90 ? `${Math.ceil(seconds / 60)} minutes` : `${seconds} seconds`}.`;
  }
  const { error_description: description } = await response.json();
  return description.replace(/^new_password /, "The password ");
}

function say(text) {
  box.querySelector("p").textContent = text;
  box.hidden = false;
}
