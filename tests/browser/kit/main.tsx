// Every shared piece on one page, to look at and to test; it is not part of the product.
import { useState } from 'preact/hooks';
import { states } from '../../../src/domain/request/life.ts';
import { Button } from '../../../src/web/kit/Button.tsx';
import { Chip, LevelChip, MeaningChip, StateChip } from '../../../src/web/kit/Chip.tsx';
import { Clock } from '../../../src/web/kit/Clock.tsx';
import { call, newMoveId, type Refused } from '../../../src/web/kit/call.ts';
import { Dialog } from '../../../src/web/kit/Dialog.tsx';
import { Elevation, Legend } from '../../../src/web/kit/Elevation.tsx';
import { Check, LongText, Select, Stepper, TextInput } from '../../../src/web/kit/Field.tsx';
import { type Building, changeCells, countCells } from '../../../src/web/kit/facade.ts';
import { meanings } from '../../../src/web/kit/Glyph.tsx';
import { KeyHelp } from '../../../src/web/kit/hotkeys.tsx';
import { LiveBadge } from '../../../src/web/kit/LiveBadge.tsx';
import { openLive } from '../../../src/web/kit/live.ts';
import { mount } from '../../../src/web/kit/mount.tsx';
import { Empty, ErrorNote, Note, Waiting } from '../../../src/web/kit/Note.tsx';
import { Sheet } from '../../../src/web/kit/Print.tsx';
import { QrCode } from '../../../src/web/kit/QrCode.tsx';
import { Settings } from '../../../src/web/kit/Settings.tsx';
import { SignIn } from '../../../src/web/kit/SignIn.tsx';
import { StageTrack } from '../../../src/web/kit/StageTrack.tsx';
import { Table } from '../../../src/web/kit/Table.tsx';
import { Tabs } from '../../../src/web/kit/Tabs.tsx';
import { TimeAgo } from '../../../src/web/kit/TimeAgo.tsx';
import { toast } from '../../../src/web/kit/Toast.tsx';
import { DemoRibbon, TopBar } from '../../../src/web/kit/TopBar.tsx';
import { compound, oddBuilding } from './compounds.ts';

const minutes = (n: number) => new Date(Date.now() + n * 60_000).toISOString();
const refused = (code: string, status: number): Refused => ({ code, status, requestNumber: 'K7-20418' });

function Pieces() {
  const [name, setName] = useState('豆腐 2 块');
  const [kind, setKind] = useState<'groceries' | 'medicine' | ''>('');
  const [quantity, setQuantity] = useState(2);
  const [checked, setChecked] = useState(true);
  const [tab, setTab] = useState<'all' | 'late'>('all');
  const [open, setOpen] = useState(false);
  const [picked, setPicked] = useState('a');
  return (
    <main class="k-page k-stack" data-gap="l">
      <section class="k-card k-stack">
        <h2>Buttons</h2>
        <div class="k-row">
          <Button look="main" onPress={() => toast('已送出', { text: '撤回', run: () => {} })}>
            主要的一步
          </Button>
          <Button onPress={() => setOpen(true)} hotkey="n">
            新来电
          </Button>
          <Button look="danger">没送成</Button>
          <Button look="plain">更多</Button>
          <Button busy>正在发送</Button>
          <Button disabled>不能按</Button>
        </div>
        <Button look="main" big wide>
          我要买菜
        </Button>
        <Dialog open={open} title="新来电" onClose={() => setOpen(false)} foot={<Button look="main">确认</Button>}>
          <p>电话里说了什么？</p>
        </Dialog>
      </section>

      <section class="k-card k-stack">
        <h2>Fields</h2>
        <TextInput label="要什么" value={name} onText={setName} hint="一行写一样" />
        <TextInput label="电话" value="138" onText={() => {}} problem="格式不对，请检查" optional />
        <LongText label="备注" value="" onText={() => {}} placeholder="放门口就好" optional />
        <Select
          label="种类"
          value={kind}
          onPick={setKind}
          empty="请选择"
          options={[
            { value: 'groceries', text: '买菜' },
            { value: 'medicine', text: '买药' },
          ]}
        />
        <Stepper label="数量" value={quantity} onValue={setQuantity} unit="斤" least={1} />
        <Stepper label="大数量" value={quantity} onValue={setQuantity} least={1} big />
        <Check checked={checked} onCheck={setChecked}>
          缺货时可以换相近的
        </Check>
      </section>

      <section class="k-card k-stack">
        <h2>Meanings</h2>
        <div class="k-row">
          {meanings.map(meaning => (
            <MeaningChip key={meaning} meaning={meaning} />
          ))}
        </div>
        <div class="k-row">
          {(Object.keys(states) as (keyof typeof states)[]).map(state => (
            <StateChip key={state} state={state} />
          ))}
        </div>
        <div class="k-row">
          <LevelChip level="sealed" />
          <LevelChip level="control" />
          <LevelChip level="precaution" />
          <Chip tone="tomato" glyph="pill" solid>
            用药
          </Chip>
          <Clock due={minutes(185)} />
          <Clock due={minutes(20)} />
          <Clock due={minutes(-75)} />
          <TimeAgo at={minutes(-35)} />
          <LiveBadge state={{ is: 'live' }} />
          <LiveBadge state={{ is: 'catching_up' }} />
          <LiveBadge state={{ is: 'cut', since: Date.now() }} />
        </div>
        <StageTrack now="accept" notes={{ collect: '14:02', dispatch: '信息员', accept: '志愿者' }} />
        <p class="k-number">
          208<small>件</small>
        </p>
      </section>

      <section class="k-card k-stack">
        <h2>Notes</h2>
        <Note tone="leaf" glyph="served">
          收到了，18:30 前送到。
        </Note>
        <ErrorNote refusal={refused('already_taken', 409)} />
        <ErrorNote refusal={refused('no_signal', 0)} onRetry={() => {}} />
        <ErrorNote refusal={refused('internal', 500)} onRetry={() => {}} />
        <Empty glyph="served">
          <p>都办完了</p>
        </Empty>
        <Waiting />
      </section>

      <section class="k-card k-stack">
        <h2>Table</h2>
        <Tabs
          label="队列"
          value={tab}
          onPick={setTab}
          tabs={[
            { value: 'all', text: '全部', count: 42 },
            { value: 'late', text: '超时', count: 3 },
          ]}
        />
        <Table
          caption="队列"
          quietCaption
          picked={picked}
          onPick={row => setPicked(row.id)}
          rowKey={row => row.id}
          rows={[
            { id: 'a', door: '10号楼 2单元 1002', what: '降压药', due: 12 },
            { id: 'b', door: '3号楼 1单元 302', what: '青菜 2 斤，豆腐 2 块', due: 95 },
            { id: 'c', door: '4号楼 3单元 1101', what: '课本', due: -30 },
          ]}
          columns={[
            { key: 'due', head: '时限', cell: row => <Clock due={minutes(row.due)} /> },
            { key: 'door', head: '住户', cell: row => row.door },
            { key: 'what', head: '要什么', cell: row => row.what },
            { key: 'state', head: '进度', cell: () => <StateChip state="sorted" /> },
          ]}
        />
      </section>

      <section class="k-card k-stack">
        <h2>Settings</h2>
        <Settings field />
        <QrCode text="https://cailanzi.example/door#3fK9-example-door-code-of-usual-length" label="门码" size={9} />
      </section>
    </main>
  );
}

function Street() {
  const big = location.hash === '#many';
  const [all, setAll] = useState<readonly Building[]>(() =>
    big ? [1, 2, 3, 4, 5].flatMap(compound) : [...compound(1), ...(location.hash === '#odd' ? [oddBuilding()] : [])],
  );
  const [picked, setPicked] = useState<string | undefined>(undefined);
  const [drawn, setDrawn] = useState(true);
  // The test changes a cell from outside and measures the frame.
  Object.assign(window, {
    clear: () => setDrawn(false),
    draw: () => setDrawn(true),
    change: (id: string, state: 'late') => setAll(old => changeCells(old, new Map([[id, state]]))),
  });
  return (
    <main class="k-page k-stack" style={{ maxWidth: 'none' }}>
      <Legend counts={countCells(all)} />
      {drawn && (
        <Elevation buildings={all} size={big ? 's' : 'm'} picked={picked} onPick={setPicked} doors={location.hash === '#doors'} />
      )}
    </main>
  );
}

function Paper() {
  return (
    <main class="k-sheets">
      <Sheet title="门码卡" place="经纬印象小区 10号楼" at={new Date().toISOString()} demo foot="10号楼 2单元 1002">
        <QrCode text="https://cailanzi.example/door#3fK9" label="门码" size={14} />
        <Elevation buildings={[compound(1)[8] as Building]} />
      </Sheet>
    </main>
  );
}

const page = new URLSearchParams(location.search).get('page');

function Gallery() {
  if (page === 'sign-in') {
    const outcome = { ok: false, refusal: refused('second_factor_needed', 401) } as const;
    return <SignIn seat="值守台" signIn={async () => outcome} onDone={() => {}} because={refused('session_expired', 401)} />;
  }
  return (
    <>
      <DemoRibbon />
      <TopBar seat="值守台" settings="field" end={<KeyHelp keys={[{ key: 'mod+Enter', text: '确认' }]} />}>
        <LiveBadge state={{ is: 'live' }} />
      </TopBar>
      {page === 'street' ? <Street /> : page === 'paper' ? <Paper /> : <Pieces />}
    </>
  );
}

// What the elevation is measured against: as many bordered boxes, in rows of six, with nothing to them.
function drawBoxes(count: number): void {
  const street = document.createElement('div');
  street.id = 'boxes';
  for (let drawn = 0; drawn < count; drawn += 6) {
    const row = document.createElement('div');
    row.style.display = 'flex';
    for (let at = 0; at < 6; at += 1) {
      const box = document.createElement('span');
      box.style.cssText = 'flex: none; width: 32px; height: 26px; border: 1px solid; background: beige';
      row.append(box);
    }
    street.append(row);
  }
  document.querySelector('main')?.append(street);
}
Object.assign(window, { drawBoxes, clearBoxes: () => document.getElementById('boxes')?.remove() });

// The test drives these two against a server of its own.
Object.assign(window, { kit: { call, newMoveId, openLive } });
mount(Gallery);
