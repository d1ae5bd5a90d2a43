// The page for the big screen: every house of a compound, how far the work has come, what is late, who is silent, who carries how much.
import { useEffect, useMemo, useState } from 'preact/hooks';
import { Button } from '../kit/Button.tsx';
import { LevelChip } from '../kit/Chip.tsx';
import { Legend } from '../kit/Elevation.tsx';
import { Select } from '../kit/Field.tsx';
import { countCells } from '../kit/facade.ts';
import { LiveBadge } from '../kit/LiveBadge.tsx';
import { Empty, Waiting } from '../kit/Note.tsx';
import { useLanguage } from '../kit/preferences.ts';
import type { PageProps } from './Board.tsx';
import { Counted } from './Counted.tsx';
import { DoorDialog } from './DoorDialog.tsx';
import { Head } from './Head.tsx';
import { HelperLoad } from './HelperLoad.tsx';
import { Houses } from './Houses.tsx';
import { useStreet } from './live-street.ts';
import { type Opened, RowsDialog } from './RowsDialog.tsx';
import { addressOfPlace } from './route.ts';
import { SurveyProgress } from './SurveyProgress.tsx';
import type { Snapshot } from './street.ts';
import { say } from './words.ts';

export function Wall({ me, compoundId, leave, onSignedOut }: PageProps) {
  const { street, live, missing } = useStreet(compoundId);
  const [picked, setPicked] = useState<string | undefined>(undefined);
  const [opened, setOpened] = useState<Opened | undefined>(undefined);
  useEffect(() => {
    if (live.is === 'refused') onSignedOut(live.refusal);
  }, [live, onSignedOut]);
  const at = street?.snapshot.compoundId ?? compoundId;
  const helpers = street?.snapshot.helpers;
  const [language] = useLanguage();
  // A hundred bars that change every few minutes are not looked at again with every door.
  const load = useMemo(() => helpers && <HelperLoad helpers={helpers} />, [helpers, language]);
  // The doors first, what stands beside them a frame later.
  const [standing, setStanding] = useState(false);
  const drawn = street !== undefined;
  useEffect(() => {
    if (!drawn) return;
    const later = setTimeout(() => setStanding(true), 50);
    return () => clearTimeout(later);
  }, [drawn]);
  return (
    <div class="board">
      <Head me={me} page="street" compoundId={at} leave={leave}>
        <LiveBadge state={live} />
        <FullScreen />
      </Head>
      {street === undefined || missing ? (
        <main class="k-page">{missing ? <Empty>{say('no_compound')}</Empty> : <Waiting lines={8} />}</main>
      ) : (
        <main class="board-wall">
          <h1 class="k-hidden">{say('seat')}</h1>
          <Compound snapshot={street.snapshot} />
          <Counted
            counters={street.counters}
            hours={street.snapshot.unheardAfterHours}
            roles={me.roles}
            onOpen={figure => setOpened({ figure, compoundId: at })}
          />
          <Houses buildings={street.buildings} picked={picked} onPick={setPicked} />
          <aside class="board-aside">
            {standing && (
              <>
                {load}
                <SurveyProgress />
                <section class="board-legend">
                  <h2>{say('legend')}</h2>
                  <Legend counts={countCells(street.buildings)} />
                </section>
              </>
            )}
          </aside>
          <DoorDialog street={street} householdId={picked} roles={me.roles} onClose={() => setPicked(undefined)} />
          <RowsDialog opened={opened} roles={me.roles} onClose={() => setOpened(undefined)} />
        </main>
      )}
    </div>
  );
}

function Compound({ snapshot }: { snapshot: Snapshot }) {
  const { compounds, compoundId } = snapshot;
  const now = compounds.find(one => one.compoundId === compoundId);
  return (
    <div class="board-compound">
      <p>
        <span class="board-community">
          {snapshot.communityName}
          {now && ` · ${say('compound.households', { n: now.households })}`}
        </span>
        {now && <LevelChip level={now.level} />}
      </p>
      {compounds.length < 2 ? (
        <p class="k-large">{now?.name}</p>
      ) : (
        <Select
          label={say('compound')}
          quietLabel
          value={compoundId ?? ''}
          options={compounds.map(one => ({
            value: one.compoundId,
            text: one.name,
          }))}
          onPick={id => {
            location.hash = addressOfPlace('street', id);
          }}
        />
      )}
    </div>
  );
}

function FullScreen() {
  const [full, setFull] = useState(document.fullscreenElement !== null);
  useEffect(() => {
    const look = () => setFull(document.fullscreenElement !== null);
    document.addEventListener('fullscreenchange', look);
    return () => document.removeEventListener('fullscreenchange', look);
  }, []);
  if (full || document.documentElement.requestFullscreen === undefined) return null;
  return (
    <Button
      look="plain"
      class="board-full"
      onPress={() => {
        document.documentElement.requestFullscreen().catch(() => {});
      }}
    >
      {say('full')}
    </Button>
  );
}
