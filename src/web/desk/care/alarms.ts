// How many care contacts need the desk now; read by the strip over every page and by the tab.
import type { careAlarms } from '../../../api/care-check.ts';
import { call } from '../call.ts';

export function readAlarms(signal: AbortSignal) {
  return call<typeof careAlarms>('GET', '/api/v1/care-alarms', {}, { signal });
}
