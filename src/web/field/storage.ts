// What the phone keeps when the page is closed or killed: named values, and the photos and voice notes on their way.

/** Bytes, not a Blob: web views before 2021 lose Blobs between starts. */
export interface KeptFile {
  readonly bytes: ArrayBuffer;
  readonly type: string;
}

export interface Storage {
  /** False where the browser keeps nothing (a private window): then it lasts as long as the page. */
  readonly lasts: boolean;
  readonly read: <T>(name: string) => Promise<T | undefined>;
  /** Reads and writes one value in one piece; others, in other pages too, wait their turn. Resolves once it is on the disk. */
  readonly change: <T>(name: string, next: (value: T | undefined) => T) => Promise<T>;
  readonly addFile: (id: string, file: KeptFile) => Promise<void>;
  readonly file: (id: string) => Promise<KeptFile | undefined>;
  readonly dropFiles: (ids: readonly string[]) => Promise<void>;
  /** Leaves nothing. */
  readonly wipe: () => Promise<void>;
}

const values = 'values';
const files = 'files';

function openDatabase(): Promise<IDBDatabase> {
  return new Promise((opened, failed) => {
    const request = indexedDB.open('cailanzi-field', 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(values);
      request.result.createObjectStore(files);
    };
    request.onsuccess = () => opened(request.result);
    request.onerror = () => failed(request.error);
    request.onblocked = () => failed(new Error('another page holds the storage'));
  });
}

export async function openStorage(): Promise<Storage> {
  try {
    return inDatabase(await openDatabase());
  } catch {
    return inMemory();
  }
}

function inDatabase(database: IDBDatabase): Storage {
  /** Runs `work` in one transaction; what it returns is answered when the transaction is on the disk. */
  function run<T>(store: string | string[], mode: IDBTransactionMode, work: (transaction: IDBTransaction) => { value?: T }) {
    return new Promise<T | undefined>((done, failed) => {
      // strict: a phone whose battery falls out a moment later still has it.
      const transaction = database.transaction(store, mode, { durability: 'strict' });
      const result = work(transaction);
      transaction.oncomplete = () => done(result.value);
      transaction.onabort = () => failed(transaction.error ?? new Error('the phone could not keep it'));
    });
  }
  function get<T>(store: string, key: string): Promise<T | undefined> {
    return run<T>(store, 'readonly', transaction => {
      const result: { value?: T } = {};
      const request = transaction.objectStore(store).get(key);
      request.onsuccess = () => {
        result.value = request.result;
      };
      return result;
    });
  }
  return {
    lasts: true,
    read: name => get(values, name),
    change: <T>(name: string, next: (value: T | undefined) => T) =>
      run<T>(values, 'readwrite', transaction => {
        const result: { value?: T } = {};
        const store = transaction.objectStore(values);
        const request = store.get(name);
        request.onsuccess = () => {
          result.value = next(request.result);
          if (result.value !== request.result) store.put(result.value, name);
        };
        return result;
      }) as Promise<T>,
    addFile: async (id, file) => {
      await run(files, 'readwrite', transaction => {
        transaction.objectStore(files).put(file, id);
        return {};
      });
    },
    file: id => get(files, id),
    dropFiles: async ids => {
      if (ids.length === 0) return;
      await run(files, 'readwrite', transaction => {
        for (const id of ids) transaction.objectStore(files).delete(id);
        return {};
      });
    },
    wipe: async () => {
      await run([values, files], 'readwrite', transaction => {
        transaction.objectStore(values).clear();
        transaction.objectStore(files).clear();
        return {};
      });
    },
  };
}

function inMemory(): Storage {
  const kept = new Map<string, unknown>();
  const pictures = new Map<string, KeptFile>();
  return {
    lasts: false,
    read: async name => kept.get(name) as never,
    change: async (name, next) => {
      const value = next(kept.get(name) as never);
      kept.set(name, value);
      return value;
    },
    addFile: async (id, file) => void pictures.set(id, file),
    file: async id => pictures.get(id),
    dropFiles: async ids => {
      for (const id of ids) pictures.delete(id);
    },
    wipe: async () => {
      kept.clear();
      pictures.clear();
    },
  };
}
