// Keeps the page itself on the phone, and takes in a new version when nobody is in the middle of something.
import { useEffect, useState } from 'preact/hooks';

type Heard = (takeOver: () => void) => void;

const updateEvery = 30 * 60_000;

/** Without https there is no service worker: then the page starts only with signal. */
export function canStartOffline(): boolean {
  return 'serviceWorker' in navigator;
}

/** `onNew` is called when a newer version lies ready while the page is in use. The outbox is not touched by any of this. */
async function keepShell(onNew: Heard): Promise<void> {
  const { serviceWorker } = navigator;
  const before = serviceWorker.controller;
  const registration = await serviceWorker.register('/field-worker.js', { scope: '/field', updateViaCache: 'none' });
  const takeOver = () => {
    serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
    registration.waiting?.postMessage('take over');
  };
  // Just opened, nothing begun: the newer version at once.
  if (registration.waiting && before) return takeOver();
  registration.addEventListener('updatefound', () => {
    const next = registration.installing;
    next?.addEventListener('statechange', () => {
      if (next.state === 'installed' && serviceWorker.controller) onNew(takeOver);
    });
  });
  const look = () => void registration.update().catch(() => undefined);
  setInterval(look, updateEvery);
  window.addEventListener('online', look);
}

/** What puts the newer version in place, once there is one. */
export function useShell(): (() => void) | undefined {
  const [newer, setNewer] = useState<() => void>();
  useEffect(() => {
    // A browser that will not keep the shell still shows the page.
    if (canStartOffline()) keepShell(takeOver => setNewer(() => takeOver)).catch(() => undefined);
  }, []);
  return newer;
}
