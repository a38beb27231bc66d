// What the phone keeps: answers on their way, half-written texts, keys of anonymous answers, "me too" pressed.
// In IndexedDB, which survives a closed browser; where the browser refuses it, in memory, and the page says so.
const STORES = ["queue", "drafts", "own", "pressed"];

function open(name) {
  return new Promise((done, fail) => {
    if (!window.indexedDB) return fail(new Error("no store"));
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => STORES.forEach((store) => request.result.createObjectStore(store, { keyPath: "key" }));
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
    request.onblocked = () => fail(new Error("blocked"));
    setTimeout(() => fail(new Error("too slow")), 3_000);
  });
}

function inMemory() {
  const kept = Object.fromEntries(STORES.map((store) => [store, new Map()]));
  return {
    lasting: false,
    all: async (store) => [...kept[store].values()],
    get: async (store, key) => kept[store].get(key),
    put: async (store, item) => void kept[store].set(item.key, item),
    remove: async (store, key) => void kept[store].delete(key),
  };
}

export async function openStore(name) {
  let database;
  try {
    database = await open(name);
    await run("queue", "readonly", (store) => store.count());
  } catch {
    return inMemory();
  }
  function run(name, mode, ask) {
    return new Promise((done, fail) => {
      const transaction = database.transaction(name, mode);
      const request = ask(transaction.objectStore(name));
      transaction.oncomplete = () => done(request.result);
      transaction.onerror = transaction.onabort = () => fail(transaction.error);
    });
  }
  return {
    lasting: true,
    all: (name) => run(name, "readonly", (store) => store.getAll()),
    get: (name, key) => run(name, "readonly", (store) => store.get(key)),
    put: (name, item) => run(name, "readwrite", (store) => store.put(item)),
    remove: (name, key) => run(name, "readwrite", (store) => store.delete(key)),
  };
}

// A random key (UUID, version 4) that needs no secure context.
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
