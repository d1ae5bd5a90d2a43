// Fetches a file that has to be asked for by POST (an export is audited) and hands it to the browser to save.
import type { RefusalAnswer } from '../../../api/endpoint.ts';
import type { Refused } from '../../kit/call.ts';

/** The refusal, or undefined once the file is saved. */
export async function download(address: string, body: unknown, name: string): Promise<Refused | undefined> {
  try {
    const response = await fetch(address, {
      method: 'POST',
      headers: { 'x-cailanzi': '1', 'content-type': 'application/json' },
      credentials: 'same-origin',
      body: JSON.stringify(body),
    });
    if (!response.ok) {
      const refusal = (await response.json()) as RefusalAnswer;
      return { ...refusal, status: response.status };
    }
    const said = /filename\*?=(?:UTF-8'')?"?([^";]+)"?/i.exec(response.headers.get('content-disposition') ?? '')?.[1];
    const link = document.createElement('a');
    link.href = URL.createObjectURL(await response.blob());
    link.download = said ? decodeURIComponent(said) : name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    return undefined;
  } catch {
    return { code: 'no_signal', status: 0 };
  }
}
