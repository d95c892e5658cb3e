// What is not known to be on the server, in this browser: a record for each opened page, so that two tabs
// never overwrite each other's. Records are of one member, and only theirs to see.
const COPY_LASTS_MS = 24 * 3600 * 1000;

export class Kept {
  constructor(key, member) {
    this.prefix = `autosave:${member}:${key}:`;
    this.own = this.prefix + Math.random().toString(36).slice(2);
    this.copyName = `autosave-copy:${member}:${key}`;
    this.adopted = null;
    this.works = true;
  }

  // False when this browser refuses: full, or blocked.
  put(record) {
    this.works = write(this.own, record);
    if (this.works) this.forgetAdopted();
    return this.works;
  }

  // After the server has it.
  drop() {
    remove(this.own);
    this.forgetAdopted();
  }

  forgetAdopted() {
    if (this.adopted) remove(this.adopted);
    this.adopted = null;
  }

  // The newest record that another page has left behind; this page answers for it from now on.
  adopt() {
    const found = names()
      .filter((name) => name.startsWith(this.prefix) && name !== this.own)
      .map((name) => [name, parsed(name)])
      .filter(([, record]) => record?.fields && record.base && record.unsure)
      .sort(([, one], [, other]) => other.at - one.at)[0];
    if (!found) return null;
    this.adopted = found[0];
    return found[1];
  }

  // What was given up for somebody else's text or discarded, to be had back for a day.
  putCopy(fields, why) {
    write(this.copyName, { fields, why, at: Date.now() });
  }

  copy() {
    const found = parsed(this.copyName);
    if (found && Date.now() - found.at < COPY_LASTS_MS) return found;
    remove(this.copyName);
    return null;
  }

  dropCopy() {
    remove(this.copyName);
  }
}

function write(name, record) {
  try {
    localStorage.setItem(name, JSON.stringify(record));
    return true;
  } catch {
    return false;
  }
}

function parsed(name) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
}

function remove(name) {
  try {
    localStorage.removeItem(name);
  } catch {
    // Blocked: then nothing was written either.
  }
}

function names() {
  try {
    return Object.keys(localStorage);
  } catch {
    return [];
  }
}
