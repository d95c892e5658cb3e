// One request to the autosave address, and what came of it: {kind, ...what the server said}.
// Kinds: saved, clash, signed out, refused, gone, too long, away (no server in reach), failed.
const PATIENCE_MS = 20000;
const OUTLIVES_PAGE_BYTES = 60000; // browsers allow 64 KB under way after the page has gone
const KINDS = { 200: "saved", 401: "signed out", 404: "gone", 409: "clash", 410: "gone", 413: "too long" };
const AWAY = new Set([502, 503, 504]);

// seen: the version on this page; "" to only ask what is there.
export async function post(form, fields, seen) {
  const token = cookie("csrftoken");
  const answer = await once(form, fields, seen, token);
  // Signing in again, in another tab, gives out another token.
  if (answer.kind !== "refused" || answer.error) return answer;
  return once(form, fields, seen, cookie("csrftoken"));
}

async function once(form, fields, seen, token) {
  const body = new URLSearchParams({ ...fields, seen }).toString();
  try {
    const response = await fetch(form.dataset.autosave, {
      method: "POST",
      body,
      headers: {
        Accept: "application/json",
        "Content-Type": "application/x-www-form-urlencoded",
        "X-CSRFToken": token,
        "X-Member": form.dataset.member,
      },
      credentials: "same-origin",
      redirect: "manual",
      keepalive: body.length < OUTLIVES_PAGE_BYTES,
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    return await understood(response);
  } catch {
    return { kind: "away" };
  }
}

async function understood(response) {
  const isJson = (response.headers.get("Content-Type") ?? "").startsWith("application/json");
  const said = isJson ? await response.json() : {};
  if (response.status === 403) return { ...said, kind: "refused" };
  if (AWAY.has(response.status)) return { kind: "away" };
  const kind = KINDS[response.status];
  const readable = isJson || kind === "gone" || kind === "too long";
  return { ...said, kind: kind && readable ? kind : "failed" };
}

export function cookie(name) {
  const found = document.cookie.split("; ").find((part) => part.startsWith(`${name}=`));
  return found ? found.slice(name.length + 1) : "";
}
