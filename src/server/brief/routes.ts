// The board and the daily briefing: what stands where now, what was done, and the rows behind each figure.
import { exportBrief, readBoard, readBrief, readFigureRows } from '../../api/brief.ts';
import { id } from '../../api/field.ts';
import { figures } from '../../domain/brief/figures.ts';
import { refuse } from '../../domain/refusal.ts';
import { type Deps, type Route, route } from '../http/route.ts';
import { writeAudit } from '../privacy/audit-store.ts';
import { boardOf } from './board.ts';
import { briefOf, briefSheet, rowsOf, rowsSheet } from './brief.ts';

const byteOrderMark = '\ufeff';

export function routes(deps: Deps): Route[] {
  const { db, now } = deps;
  return [
    route(readBoard, ({ actor, query }) => boardOf(db, actor.communityId, query.compoundId, now())),
    route(readBrief, ({ actor, query }) => briefOf(db, actor.communityId, query, now())),
    route(readFigureRows, async ({ actor, params, query, reach }) => {
      const { after, part, kind, limit } = query;
      if (after !== undefined && !id.safeParse(after).success) return refuse('invalid');
      const wanted = {
        ...{ figure: params.figure, part, kind: kind ?? null, after: after ?? null, limit },
        ...{ places: reach.places, ownerId: reach.ownerId },
      };
      return rowsOf(db, actor.communityId, query, wanted, now());
    }),
    route(exportBrief, async ({ actor, body, roles }) => {
      const { communityId, personId } = actor;
      const sheet =
        body.figure === undefined
          ? await briefSheet(db, communityId, body, now())
          : await rowsSheet(db, communityId, body, body.figure, now());
      // Written before the sheet leaves the house: what was not recorded is not given out.
      await writeAudit(db, {
        communityId,
        byId: personId,
        byRole: roles[0] ?? 'nobody',
        act: 'export_brief',
        subjectKind: 'brief',
        facts: {
          on: sheet.on,
          span: body.span,
          figure: body.figure ?? null,
          compoundId: body.compoundId ?? null,
          rows: sheet.rows,
        },
      });
      const name = body.figure === undefined ? '简报' : figures[body.figure].term;
      return { file: byteOrderMark + sheet.csv, mediaType: 'text/csv; charset=utf-8', name: `${name}-${sheet.on}.csv` };
    }),
  ];
}
