// The signed certificate, to read, to print and to keep as a file.
import { useState } from 'preact/hooks';
import type { AnswerOf } from '../../../api/endpoint.ts';
import type { readCertificate } from '../../../api/stand-down.ts';
import { Button } from '../../kit/Button.tsx';
import type { Refused } from '../../kit/call.ts';
import { ErrorNote } from '../../kit/Note.tsx';
import { call } from '../call.ts';
import { sayEnding } from './words.ts';

export function Proof({ standDownId }: { standDownId: string }) {
  const [proof, setProof] = useState<AnswerOf<typeof readCertificate> | undefined>(undefined);
  const [refusal, setRefusal] = useState<Refused | undefined>(undefined);
  const show = async () => {
    const outcome = await call<typeof readCertificate>('GET', '/api/v1/stand-down/{standDownId}/certificate', {
      params: { standDownId },
    });
    if (outcome.ok) setProof(outcome.answer);
    setRefusal(outcome.ok ? undefined : outcome.refusal);
  };
  if (proof === undefined) {
    return (
      <p>
        <Button look="main" onPress={show}>
          {sayEnding('proof.show')}
        </Button>
        <ErrorNote refusal={refusal} />
      </p>
    );
  }
  const file = `data:application/json;charset=utf-8,${encodeURIComponent(JSON.stringify(proof, null, 2))}`;
  return (
    <div class="k-stack">
      <pre class="ending-proof">{proof.words}</pre>
      <p class="k-small">
        <b>{sayEnding('signature')}</b> <code class="ending-code">{proof.signature}</code>
      </p>
      <p class="k-small">
        <b>{sayEnding('key')}</b> <code class="ending-code">{proof.publicKey.trim()}</code>
      </p>
      <p class="k-quiet">{sayEnding('proof.line')}</p>
      <p class="k-row k-no-print">
        <a class="k-button" href={file} download={`certificate-${standDownId}.json`}>
          {sayEnding('proof.save')}
        </a>
        <Button onPress={() => window.print()}>{sayEnding('proof.print')}</Button>
      </p>
    </div>
  );
}
