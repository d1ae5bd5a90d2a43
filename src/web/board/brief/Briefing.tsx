// The daily briefing: figures that say how they are counted and open their rows, as a sheet, and on paper.
import { useEffect, useState } from 'preact/hooks';
import type { exportBrief, readBrief } from '../../../api/brief.ts';
import type { AnswerOf } from '../../../api/endpoint.ts';
import type { FigureName } from '../../../domain/brief/figures.ts';
import type { Kind } from '../../../domain/request/kind.ts';
import { Button } from '../../kit/Button.tsx';
import { call } from '../../kit/call.ts';
import { Glyph } from '../../kit/Glyph.tsx';
import { Loaded } from '../../kit/Note.tsx';
import { serverNow } from '../../kit/now.ts';
import { sayRefusal } from '../../kit/refusal.ts';
import { useResource } from '../../kit/resource.ts';
import { toast } from '../../kit/Toast.tsx';
import { clockTime, isoDay } from '../../kit/time.ts';
import { sayKit } from '../../kit/words.ts';
import type { PageProps } from '../Board.tsx';
import { Head } from '../Head.tsx';
import { type Opened, RowsDialog } from '../RowsDialog.tsx';
import { may } from '../rights.ts';
import { say } from '../words.ts';
import './brief.css';
import { Controls, type Wanted } from './Controls.tsx';
import { Figures } from './Figures.tsx';
import { Paper } from './Paper.tsx';
import { saveSheet } from './sheet.ts';

export type Brief = AnswerOf<typeof readBrief>;

/** What a figure opens, beside its name. */
export interface Opens {
  readonly part?: 'numerator' | undefined;
  readonly kind?: Kind | undefined;
  readonly compoundId?: string | undefined;
}
export type Open = ((figure: FigureName, what?: Opens) => void) | undefined;

export function Briefing({ me, compoundId, leave, onSignedOut }: PageProps) {
  const [wanted, setWanted] = useState<Wanted>({ on: isoDay(serverNow()), span: 'day', compoundId: undefined });
  const [opened, setOpened] = useState<Opened | undefined>(undefined);
  const [exporting, setExporting] = useState(false);
  const query = queryOf(wanted);
  const brief = useResource(`brief ${JSON.stringify(query)}`, signal =>
    call<typeof readBrief>('GET', '/api/v1/brief', { query }, { signal, timeout: 30_000 }),
  );
  // The names for the choice come with the briefing of all of them.
  const [compounds, setCompounds] = useState<Brief['byCompound']>([]);
  const { value, refusal } = brief;
  useEffect(() => {
    if (value && wanted.compoundId === undefined) setCompounds(value.byCompound);
  }, [value, wanted.compoundId]);
  useEffect(() => {
    if (refusal?.status === 401) onSignedOut(refusal);
  }, [refusal, onSignedOut]);

  const open: Open = may(me.roles, 'readFigureRows')
    ? (figure, what = {}) => setOpened({ figure, ...query, ...what })
    : undefined;
  const exportSheet = async () => {
    setExporting(true);
    const outcome = await call<typeof exportBrief>('POST', '/api/v1/brief/export', { body: query });
    setExporting(false);
    if (!outcome.ok) return toast(sayRefusal(outcome.refusal));
    saveSheet(String(outcome.answer), say('brief.title'), wanted.on);
    toast(say('brief.exported'));
  };
  const compound = compounds.find(one => one.compoundId === wanted.compoundId);

  return (
    <div class="board">
      <Head me={me} page="brief" compoundId={compoundId} leave={leave} />
      <main class="board-brief k-no-print">
        <header class="board-brief-head">
          <div>
            <h1>{say('brief.title')}</h1>
            <p class="k-quiet">
              {value?.communityName}
              {value && ` · ${say('brief.made', { time: clockTime(value.madeAt) })}`}
            </p>
          </div>
          <Controls wanted={wanted} compounds={compounds} onChange={setWanted} />
          <div class="k-row">
            <Button onPress={() => window.print()} disabled={value === undefined}>
              <Glyph name="print" />
              {sayKit('print')}
            </Button>
            {may(me.roles, 'exportBrief') && (
              <Button onPress={exportSheet} busy={exporting} disabled={value === undefined}>
                <Glyph name="down" />
                {say('brief.sheet')}
              </Button>
            )}
          </div>
        </header>
        <Loaded of={brief} lines={8}>
          {found => <Figures brief={found} open={open} />}
        </Loaded>
      </main>
      {value && <Paper brief={value} span={wanted.span} compound={compound?.name} demo={me.demo} />}
      <RowsDialog opened={opened} roles={me.roles} onClose={() => setOpened(undefined)} />
    </div>
  );
}

function queryOf({ on, span, compoundId }: Wanted) {
  return { on, span, ...(compoundId !== undefined && { compoundId }) };
}
